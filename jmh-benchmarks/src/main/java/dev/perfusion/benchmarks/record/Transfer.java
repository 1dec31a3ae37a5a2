package dev.perfusion.benchmarks.record;

/**
 * What one caller read of population chunks.
 *
 * @param bytes of chunks
 * @param nanos how long the chunks took, without the calls that named them
 */
public record Transfer(long bytes, long nanos) {
  /** Nothing. */
  public static final Transfer NONE = new Transfer(0, 0);

  /** Together with one more reading. */
  public Transfer plus(long moreBytes, long moreNanos) {
    return new Transfer(bytes + moreBytes, nanos + moreNanos);
  }

  /** 10^6 bytes a second; 0 when nothing was read. */
  public double megabytesPerSecond() {
    return bytes == 0 ? 0 : 1e3 * bytes / nanos;
  }
}
