package dev.perfusion.bridge.json;

import java.math.BigInteger;

/**
 * Writes numbers as the shortest decimal text that reads back to the same bits, straight into
 * bytes. The text is that of {@link Double#toString(double)} of JDK 19 and later (which writes the
 * two smallest numbers with a second digit).
 *
 * <p>Algorithm: R. Giulietti, "The Schubfach way to render doubles" (2021), sections 9 and 10; the
 * names are those of the paper.
 */
public final class ShortestDecimal {
  /** No text is longer. */
  public static final int MAX_BYTES = 24;

  private static final int PRECISION = 53;
  private static final int MIN_EXPONENT = -1074;
  private static final long HIDDEN_BIT = 1L << PRECISION - 1;
  private static final int EXPONENT_MASK = 0x7ff;

  private static final int DIGITS = 17;
  private static final long TEN_TO_8 = 100_000_000;
  private static final int TEN_TO_4 = 10_000;
  private static final int HUNDRED = 100;

  /** Texts with more digits before the point, or more zeros after it, have an exponent. */
  private static final int MOST_INTEGER_DIGITS = 7;

  private static final int MOST_ZEROS = 2;

  private static final int MIN_K = -324;
  private static final int MAX_K = 292;
  private static final long LOW_63 = Long.MAX_VALUE;
  private static final long[] G = powers();
  private static final long[] TEN_TO = new long[DIGITS + 1];
  private static final byte[] PAIRS = new byte[2 * HUNDRED];

  static {
    TEN_TO[0] = 1;
    for (int i = 1; i < TEN_TO.length; i++) {
      TEN_TO[i] = 10 * TEN_TO[i - 1];
    }
    for (int i = 0; i < HUNDRED; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private ShortestDecimal() {}

  /** For each k the number g = floor(10^-k 2^-r) + 1 of 126 bits, as its upper and lower 63. */
  private static long[] powers() {
    long[] g = new long[2 * (MAX_K - MIN_K + 1)];
    for (int k = MIN_K; k <= MAX_K; k++) {
      int r = floorLog2Pow10(-k) - 125;
      BigInteger power = BigInteger.TEN.pow(Math.abs(k));
      BigInteger floor;
      if (k <= 0) {
        floor = r >= 0 ? power.shiftRight(r) : power.shiftLeft(-r);
      } else {
        floor = BigInteger.ONE.shiftLeft(-r).divide(power);
      }
      BigInteger value = floor.add(BigInteger.ONE);
      g[2 * (k - MIN_K)] = value.shiftRight(63).longValueExact();
      g[2 * (k - MIN_K) + 1] = value.longValue() & LOW_63;
    }
    return g;
  }

  /** floor(log10(2^e)), right for all exponents of doubles. */
  private static int floorLog10Pow2(int e) {
    return (int) (e * 661_971_961_083L >> 41);
  }

  /** floor(log10(3/4 2^e)). */
  private static int floorLog10ThreeQuartersPow2(int e) {
    return (int) (e * 661_971_961_083L - 274_743_187_321L >> 41);
  }

  /** floor(log2(10^e)). */
  private static int floorLog2Pow10(int e) {
    return (int) (e * 913_124_641_741L >> 38);
  }

  /**
   * Writes a number.
   *
   * @param out has room for {@link #MAX_BYTES} from {@code at} on
   * @return position behind the text
   */
  public static int write(double value, byte[] out, int at) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> PRECISION - 1) & EXPONENT_MASK;
    long fraction = bits & HIDDEN_BIT - 1;
    if (exponent == EXPONENT_MASK) {
      return ascii(fraction != 0 ? "NaN" : bits > 0 ? "Infinity" : "-Infinity", out, at);
    }
    int position = at;
    if (bits < 0) {
      out[position++] = '-';
    }
    if (exponent == 0 && fraction == 0) {
      return ascii("0.0", out, position);
    }
    if (exponent == 0) {
      return decimal(MIN_EXPONENT, fraction, out, position);
    }
    int q = exponent + MIN_EXPONENT - 1;
    long c = HIDDEN_BIT | fraction;
    // Whole numbers are their own shortest text.
    if (-PRECISION < q && q < 0 && c >> -q << -q == c) {
      return digits(c >> -q, 0, out, position);
    }
    return decimal(q, c, out, position);
  }

  /** The shortest decimal in the rounding interval of c 2^q, the nearest of those. */
  private static int decimal(int q, long c, byte[] out, int at) {
    int odd = (int) c & 1;
    long cb = c << 2;
    long cbr = cb + 2;
    long cbl;
    int k;
    if (c != HIDDEN_BIT || q == MIN_EXPONENT) {
      cbl = cb - 2;
      k = floorLog10Pow2(q);
    } else {
      cbl = cb - 1;
      k = floorLog10ThreeQuartersPow2(q);
    }
    int h = q + floorLog2Pow10(-k) + 2;
    long g1 = G[2 * (k - MIN_K)];
    long g0 = G[2 * (k - MIN_K) + 1];
    long vb = roundToOdd(g1, g0, cb << h);
    long vbl = roundToOdd(g1, g0, cbl << h);
    long vbr = roundToOdd(g1, g0, cbr << h);
    long s = vb >> 2;
    if (s >= HUNDRED) {
      long sTens = s / 10 * 10;
      long tTens = sTens + 10;
      boolean lower = vbl + odd <= sTens << 2;
      boolean upper = (tTens << 2) + odd <= vbr;
      if (lower != upper) {
        return digits(lower ? sTens : tTens, k, out, at);
      }
    }
    long t = s + 1;
    boolean lower = vbl + odd <= s << 2;
    boolean upper = (t << 2) + odd <= vbr;
    if (lower != upper) {
      return digits(lower ? s : t, k, out, at);
    }
    long middle = vb - (s + t << 1);
    return digits(middle < 0 || middle == 0 && (s & 1) == 0 ? s : t, k, out, at);
  }

  /** g cp 2^-127, with the last bit set when something is lost. */
  private static long roundToOdd(long g1, long g0, long cp) {
    long x1 = Math.multiplyHigh(g0, cp);
    long y0 = g1 * cp;
    long y1 = Math.multiplyHigh(g1, cp);
    long z = (y0 >>> 1) + x1;
    long w = y1 + (z >>> 63);
    return w | (z & LOW_63) + LOW_63 >>> 63;
  }

  /** Writes f 10^e. */
  private static int digits(long f, int e, byte[] out, int at) {
    int length = length(f);
    long all = f * TEN_TO[DIGITS - length];
    // The value is 0.d1d2d3... 10^point.
    int point = e + length;
    if (0 < point && point <= MOST_INTEGER_DIGITS) {
      spread(all, out, at + 1);
      for (int i = 0; i < point; i++) {
        out[at + i] = out[at + i + 1];
      }
      out[at + point] = '.';
      return trimmed(out, at + DIGITS, at + point + 1);
    }
    if (-MOST_ZEROS <= point && point <= 0) {
      int first = ascii("0.", out, at);
      for (int i = point; i < 0; i++) {
        out[first++] = '0';
      }
      spread(all, out, first);
      return trimmed(out, first + DIGITS - 1, first);
    }
    spread(all, out, at + 1);
    out[at] = out[at + 1];
    out[at + 1] = '.';
    int end = trimmed(out, at + DIGITS, at + 2);
    out[end] = 'E';
    return exponent(point - 1, out, end + 1);
  }

  private static int length(long f) {
    int length = (64 - Long.numberOfLeadingZeros(f)) * 1233 >> 12;
    return length < TEN_TO.length && f >= TEN_TO[length] ? length + 1 : Math.max(1, length);
  }

  private static void spread(long f, byte[] out, int at) {
    long upper = f / TEN_TO_8;
    int first = (int) (upper / TEN_TO_8);
    out[at] = (byte) ('0' + first);
    eight((int) (upper - first * TEN_TO_8), out, at + 1);
    eight((int) (f - upper * TEN_TO_8), out, at + 9);
  }

  private static void eight(int n, byte[] out, int at) {
    int upper = n / TEN_TO_4;
    int lower = n - upper * TEN_TO_4;
    int a = upper / HUNDRED;
    int b = lower / HUNDRED;
    pair(a, out, at);
    pair(upper - a * HUNDRED, out, at + 2);
    pair(b, out, at + 4);
    pair(lower - b * HUNDRED, out, at + 6);
  }

  private static void pair(int n, byte[] out, int at) {
    out[at] = PAIRS[2 * n];
    out[at + 1] = PAIRS[2 * n + 1];
  }

  /** Position behind the last digit that is not 0, but at least one digit from first on. */
  private static int trimmed(byte[] out, int last, int first) {
    int end = last;
    while (end > first && out[end] == '0') {
      end--;
    }
    return end + 1;
  }

  private static int exponent(int e, byte[] out, int at) {
    int position = at;
    if (e < 0) {
      out[position++] = '-';
    }
    return write(Math.abs(e), out, position);
  }

  /** Writes a whole number, not negative. */
  public static int write(int number, byte[] out, int at) {
    int length = length(number);
    int rest = number;
    for (int i = at + length - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + length;
  }

  private static int ascii(String text, byte[] out, int at) {
    for (int i = 0; i < text.length(); i++) {
      out[at + i] = (byte) text.charAt(i);
    }
    return at + text.length();
  }
}
