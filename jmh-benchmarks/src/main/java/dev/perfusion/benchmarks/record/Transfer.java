package dev.perfusion.benchmarks.record;

/**
 * What the callers of a fork read of population chunks.
 *
 * @param bytes of chunks, of all callers
 * @param nanos how long at least one of them was reading; the calls that named the chunks do not
 *     count
 */
public record Transfer(long bytes, long nanos) {
  /** 10^6 bytes a second; 0 when nothing was read. */
  public double megabytesPerSecond() {
    return bytes == 0 ? 0 : 1e3 * bytes / nanos;
  }
}
