package dev.perfusion.bridge.tool;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How far two words are apart. */
public final class Similarity {
  private static final int MAX_COMPARED = 200;

  private Similarity() {}

  /**
   * The names that look most like a wanted one whatever their case, the most similar first; of a
   * long name the first {@value #MAX_COMPARED} characters count.
   */
  public static List<String> closest(String wanted, Collection<String> names, int most) {
    String text = wanted.toLowerCase(Locale.ROOT);
    String compared = text.substring(0, Math.min(text.length(), MAX_COMPARED));
    record Candidate(String name, int distance) {}
    return names.stream()
        .map(name -> new Candidate(name, distance(name.toLowerCase(Locale.ROOT), compared)))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name)
        .limit(most)
        .toList();
  }

  /** Levenshtein distance: single-character insertions, deletions and replacements. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
