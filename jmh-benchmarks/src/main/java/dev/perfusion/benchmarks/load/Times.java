package dev.perfusion.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * Response and service times by name of the visit, as histograms of nanoseconds with three digits,
 * up to an hour. The response time begins at the planned start, the service time when the visit
 * began; in a closed loop they are the same.
 */
public final class Times {
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MS = 1e6;

  private final Map<String, Pair> byName = new TreeMap<>();

  /** Times of visits of one name. */
  public record Pair(Histogram response, Histogram service) {
    private static Pair empty() {
      return new Pair(new Histogram(LONGEST, DIGITS), new Histogram(LONGEST, DIGITS));
    }
  }

  synchronized void add(String name, long responseNanos, long serviceNanos) {
    Pair pair = byName.computeIfAbsent(name, n -> Pair.empty());
    pair.response().recordValue(clamped(responseNanos));
    pair.service().recordValue(clamped(serviceNanos));
  }

  private static long clamped(long nanos) {
    return Math.max(0, Math.min(LONGEST, nanos));
  }

  /** Copies by name. */
  public synchronized Map<String, Pair> byName() {
    Map<String, Pair> copies = new TreeMap<>();
    byName.forEach(
        (name, pair) -> copies.put(name, new Pair(pair.response().copy(), pair.service().copy())));
    return copies;
  }

  /** All names together. */
  public synchronized Pair all() {
    Pair sum = Pair.empty();
    for (Pair pair : byName.values()) {
      sum.response().add(pair.response());
      sum.service().add(pair.service());
    }
    return sum;
  }

  /** Percentile in ms; {@code percent} 0 to 100. */
  public static double ms(Histogram histogram, double percent) {
    return histogram.getValueAtPercentile(percent) / NANOS_PER_MS;
  }

  /** HdrHistogram's compressed encoding (V2) in Base64, which its tools read. */
  static String encoded(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }
}
