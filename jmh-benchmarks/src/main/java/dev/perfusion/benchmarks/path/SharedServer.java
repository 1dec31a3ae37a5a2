package dev.perfusion.benchmarks.path;

/**
 * A server that outlives a fork, so that warm benchmarks find warm code.
 *
 * @param port where it listens
 * @param pid its process id
 */
public record SharedServer(int port, long pid) {
  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException not of the form {@code port:pid}
   */
  public static SharedServer parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2) {
        return new SharedServer(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Reported below, as is a wrong number of parts.
    }
    throw new IllegalArgumentException("'" + text + "' is not port:pid");
  }

  /** {@code port:pid}. */
  @Override
  public String toString() {
    return port + ":" + pid;
  }
}
