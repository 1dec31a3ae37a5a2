package dev.perfusion.engine;

import java.util.List;

/** A path that names no quantity of the simulation. */
public final class UnknownPathException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final transient List<String> closest;

  /**
   * @param closest up to five existing paths, most similar first
   */
  public UnknownPathException(String path, List<String> closest) {
    super(
        "no quantity \""
            + path
            + "\""
            + (closest.isEmpty() ? "" : "; closest: " + String.join(", ", closest)));
    this.path = path;
    this.closest = List.copyOf(closest);
  }

  /** The path asked for. */
  public String path() {
    return path;
  }

  /** Up to five existing paths, most similar first. */
  public List<String> closest() {
    return closest;
  }
}
