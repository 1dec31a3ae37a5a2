package dev.perfusion.engine.pk;

import java.util.Optional;

/**
 * A stretch of a curve and what non-compartmental analysis says of it. The terminal slope is that
 * of the last two points, as the official programs have it; see docs/pk-parameters.md.
 */
final class CurvePart {
  /** So many points are looked at before a slope is trusted. */
  private static final int MIN_TAIL = 3;

  private static final int TAIL_SHARE = 10;

  private final double[] t;
  private final double[] c;
  private final int from;
  private final int to;
  private final int max;
  private final double slope;

  private CurvePart(double[] t, double[] c, int from, int to) {
    this.t = t;
    this.c = c;
    this.from = from;
    this.to = to;
    int best = from;
    for (int i = from; i <= to; i++) {
      best = c[i] > c[best] || Double.isNaN(c[best]) ? i : best;
    }
    this.max = best;
    this.slope = terminalSlope();
  }

  /** The whole curve. */
  static CurvePart whole(double[] t, double[] c) {
    return new CurvePart(t, c, 0, t.length - 1);
  }

  /** From the first point at or after the start to the first at or after the end. */
  static Optional<CurvePart> between(double[] t, double[] c, double start, double end) {
    int from = firstAtOrAfter(t, start);
    int to = firstAtOrAfter(t, end);
    return from < 0 || to < 0 ? Optional.empty() : Optional.of(new CurvePart(t, c, from, to));
  }

  private static int firstAtOrAfter(double[] t, double time) {
    for (int i = 0; i < t.length; i++) {
      if (t[i] >= time) {
        return i;
      }
    }
    return -1;
  }

  double cMax() {
    return c[max];
  }

  double tMax() {
    return t[max];
  }

  private int min() {
    int best = from;
    for (int i = from; i <= to; i++) {
      best = c[i] < c[best] || Double.isNaN(c[best]) ? i : best;
    }
    return best;
  }

  double cMin() {
    return c[min()];
  }

  double tMin() {
    return t[min()];
  }

  double last() {
    return c[to];
  }

  /** Area under the curve by linear trapezoids. */
  double auc() {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (t[i + 1] - t[i]) * (c[i] + c[i + 1]) / 2;
    }
    return sum;
  }

  private double aumc() {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (t[i + 1] - t[i]) * (t[i] * c[i] + t[i + 1] * c[i + 1]) / 2;
    }
    return sum;
  }

  private double terminalSlope() {
    int n = to - from + 1;
    if (n < MIN_TAIL) {
      return 0;
    }
    for (int i = to - Math.max(MIN_TAIL, n / TAIL_SHARE) + 1; i <= to; i++) {
      if (Double.isNaN(c[i]) || c[i] < 0) {
        return 0;
      }
    }
    return -(Math.log(c[to]) - Math.log(c[to - 1])) / (t[to] - t[to - 1]);
  }

  /** Area from the last point on; NaN without a slope, 0 when the curve still rises. */
  double aucLastToInf() {
    return slope < 0 ? 0 : slope > 0 ? last() / slope : Double.NaN;
  }

  double aucInf() {
    return slope < 0 ? 0 : auc() + aucLastToInf();
  }

  double fractionLastToInf() {
    return aucLastToInf() / aucInf();
  }

  double halfLife() {
    return slope == 0 ? Double.NaN : Math.log(2) / slope;
  }

  /** Mean residence time (min). */
  double mrt(double infusionTime) {
    double area = aucInf();
    if (area == 0 || !(slope > 0)) {
      return Double.NaN;
    }
    double tail = last() / slope * (t[to] + 1 / slope);
    return (aumc() + tail) / area - infusionTime / 2;
  }

  double clearance(double dose) {
    return dose / aucInf();
  }

  double vss(double dose, double infusionTime) {
    return clearance(dose) * mrt(infusionTime);
  }

  double vd(double dose) {
    return clearance(dose) / slope;
  }

  /** First time at or after the maximum at which the curve is at or below a threshold. */
  double timeBelow(double threshold) {
    for (int i = max; i <= to; i++) {
      if (c[i] <= threshold) {
        return t[i];
      }
    }
    return Double.NaN;
  }
}
