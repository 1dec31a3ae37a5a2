package dev.perfusion.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds quantities by path, with or without the simulation name. */
final class PathIndex {
  private static final int SUGGESTIONS = 5;
  private static final int MOST_COMPARED = 200;

  private final List<QuantityInfo> quantities;
  private final Map<String, Integer> positions = new HashMap<>();

  PathIndex(List<QuantityInfo> quantities) {
    this.quantities = quantities;
    for (int i = 0; i < quantities.size(); i++) {
      positions.putIfAbsent(quantities.get(i).path(), i);
    }
    for (int i = 0; i < quantities.size(); i++) {
      positions.putIfAbsent(quantities.get(i).fullPath(), i);
    }
  }

  /** Position in the list of quantities. */
  int position(String path) {
    Integer position = positions.get(path);
    if (position == null) {
      throw new UnknownPathException(path, closest(path));
    }
    return position;
  }

  /** Position in the list of quantities, negative when there is none. */
  int positionOrNone(String path) {
    return positions.getOrDefault(path, -1);
  }

  private List<String> closest(String path) {
    // Few paths are longer, and the effort grows with the length of what the caller made up.
    String wanted =
        path.substring(0, Math.min(MOST_COMPARED, path.length())).toLowerCase(Locale.ROOT);
    record Candidate(String path, int distance) {}
    return quantities.stream()
        .map(q -> new Candidate(q.path(), distance(wanted, q.path().toLowerCase(Locale.ROOT))))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::path))
        .map(Candidate::path)
        .distinct()
        .limit(SUGGESTIONS)
        .toList();
  }

  /** Edit distance (Levenshtein 1966), two rows. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
