package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.JsonField;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Latencies in ns as text: HdrHistogram's compressed encoding (V2) in Base64. Three significant
 * digits, so that a value is off by at most 0.1 %.
 */
public final class Histograms {
  /** Significant decimal digits of a value. */
  public static final int DIGITS = 3;

  private static final double P95 = 95;

  private Histograms() {}

  /** The text of a histogram. */
  public static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /** The sum of some histograms. */
  public static Histogram sum(List<String> encoded) {
    Histogram sum = new Histogram(DIGITS);
    encoded.forEach(text -> sum.add(decode(text)));
    return sum;
  }

  private static Histogram decode(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new IllegalArgumentException("no histogram: " + e.getMessage(), e);
    }
  }

  /** The text at a place, checked to hold a histogram with samples. */
  static String read(JsonField field) {
    String text = field.text();
    try {
      if (decode(text).getTotalCount() > 0) {
        return text;
      }
    } catch (RuntimeException e) {
      throw field.problem("is no histogram: " + e.getMessage(), "measure again");
    }
    throw field.problem("is an empty histogram", "measure again");
  }

  /** The 95th percentile in ns. */
  public static long p95(Histogram histogram) {
    return histogram.getValueAtPercentile(P95);
  }
}
