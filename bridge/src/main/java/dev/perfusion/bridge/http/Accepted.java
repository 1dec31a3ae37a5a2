package dev.perfusion.bridge.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a client takes, by its header {@code Accept} (RFC 9110, section 12.5.1). */
final class Accepted {
  private static final String ANY = "*/*";

  private Accepted() {}

  /**
   * The content type to answer with: that of the greatest weight, the first offered of equals.
   *
   * @param accept the header; empty or null for anything
   * @param offered content types without parameters
   */
  static Optional<String> best(String accept, List<String> offered) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(offered.get(0));
    }
    String best = null;
    double bestWeight = 0;
    for (String type : offered) {
      double weight = weight(accept, type);
      if (weight > bestWeight) {
        best = type;
        bestWeight = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Weight of the most specific range that fits. */
  private static double weight(String accept, String type) {
    String family = type.substring(0, type.indexOf('/')) + "/*";
    double weight = 0;
    int closeness = 0;
    for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] pieces = part.split(";");
      String range = pieces[0].strip();
      int fits = range.equals(type) ? 3 : range.equals(family) ? 2 : range.equals(ANY) ? 1 : 0;
      if (fits > closeness) {
        closeness = fits;
        weight = quality(pieces);
      }
    }
    return weight;
  }

  private static double quality(String[] pieces) {
    for (int i = 1; i < pieces.length; i++) {
      String piece = pieces[i].replace(" ", "");
      if (piece.startsWith("q=")) {
        try {
          return Double.parseDouble(piece.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
