package dev.perfusion.gate.json;

import java.nio.file.Path;

/** Links between files: a path in a file is relative to the folder of that file. */
public final class RelativePaths {
  private RelativePaths() {}

  /**
   * A link that stands in {@code from}, as it must stand in {@code to}.
   *
   * @return the path with forward slashes; absolute where no relative path exists
   */
  public static String moved(String link, Path from, Path to) {
    return between(to, from.toAbsolutePath().normalize().resolveSibling(link));
  }

  /** The path of {@code target} as seen from the folder of {@code file}. */
  public static String between(Path file, Path target) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path absolute = target.toAbsolutePath().normalize();
    boolean related = folder != null && folder.getRoot().equals(absolute.getRoot());
    return (related ? folder.relativize(absolute) : absolute).toString().replace('\\', '/');
  }
}
