package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;

/**
 * A search pattern over paths: a glob when it holds {@code *} or {@code ?}, else a piece of text
 * that may stand anywhere. {@code *} stays within a segment, a segment {@code **} stands for any
 * number of segments, none included. Case matters. Matching takes at most pattern length times path
 * length steps, whatever the caller writes.
 */
final class PathPattern {
  private static final String DEEP = "**";
  private static final PathPattern ALL = new PathPattern("", null);

  private final String text;
  private final String[] glob;

  private PathPattern(String text, String[] glob) {
    this.text = text;
    this.glob = glob;
  }

  /**
   * @param pattern null, empty or {@code *} for every path
   */
  static PathPattern of(String pattern) {
    if (pattern == null || pattern.isEmpty() || "*".equals(pattern)) {
      return ALL;
    }
    if (pattern.isBlank() || pattern.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw BridgeException.invalid(
          "searchPattern",
          "the pattern is blank or holds a line break or NUL",
          "give text such as Volume, a glob such as Organism|*|Volume, or leave it out for all");
    }
    boolean isGlob = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    return new PathPattern(pattern, isGlob ? segments(pattern) : null);
  }

  private static String[] segments(String path) {
    return path.split("\\|", -1);
  }

  boolean isGlob() {
    return glob != null;
  }

  boolean matches(String path) {
    return glob == null ? path.contains(text) : matches(glob, segments(path));
  }

  private static boolean matches(String[] pattern, String[] path) {
    int p = 0;
    int s = 0;
    int star = -1;
    int mark = 0;
    while (s < path.length) {
      if (p < pattern.length && pattern[p].equals(DEEP)) {
        star = p++;
        mark = s;
      } else if (p < pattern.length && segmentMatches(pattern[p], path[s])) {
        p++;
        s++;
      } else if (star >= 0) {
        // Only the last ** need grow: what stood before it has matched as short as possible.
        p = star + 1;
        s = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p].equals(DEEP)) {
      p++;
    }
    return p == pattern.length;
  }

  private static boolean segmentMatches(String pattern, String segment) {
    int p = 0;
    int s = 0;
    int star = -1;
    int mark = 0;
    while (s < segment.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == '*') {
        star = p++;
        mark = s;
      } else if (p < pattern.length() && (c == '?' || c == segment.charAt(s))) {
        p++;
        s++;
      } else if (star >= 0) {
        p = star + 1;
        s = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
