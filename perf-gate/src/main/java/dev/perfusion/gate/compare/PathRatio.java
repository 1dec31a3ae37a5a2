package dev.perfusion.gate.compare;

import org.HdrHistogram.Histogram;

/**
 * What one pair says about one path. The base is the geometric mean of its two processes.
 *
 * @param head log of the head's p95 over the base's
 * @param control log of the p95 of the second process of the base over the first
 * @param tailSamples samples beyond the p95 on the side that has fewer
 */
public record PathRatio(double head, double control, long tailSamples) {
  private static final int ONE_IN = 20;

  /** Reads the p95 of each side of a pair; {@code side} is compared with the base. */
  public static PathRatio of(Pair pair, String path, String side) {
    Histogram base = pair.sample(path, Pair.BASE).pooled();
    Histogram control = pair.sample(path, Pair.CONTROL).pooled();
    Histogram head = pair.sample(path, side).pooled();
    double logBase = StrictMath.log(Histograms.p95(base));
    double logControl = StrictMath.log(Histograms.p95(control));
    return new PathRatio(
        StrictMath.log(Histograms.p95(head)) - (logBase + logControl) / 2,
        logControl - logBase,
        Math.min(head.getTotalCount(), Math.min(base.getTotalCount(), control.getTotalCount()))
            / ONE_IN);
  }
}
