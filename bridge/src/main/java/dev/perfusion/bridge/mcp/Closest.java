package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.tool.Similarity;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The names that come closest to a misspelt one. */
final class Closest {
  private static final int LONGEST = 128;

  private Closest() {}

  static String of(String name, List<String> known) {
    String compared = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return known.stream()
        .sorted(Comparator.comparingInt(candidate -> Similarity.distance(candidate, compared)))
        .limit(3)
        .collect(Collectors.joining(", "));
  }
}
