package dev.perfusion.bridge.plot;

import java.util.List;

/**
 * Range of a logarithmic axis: whole decades around the values, but no more than {@value #DECADES}.
 * The rise from nothing, up to a hundredth of the highest median, does not count: it would squeeze
 * all the rest.
 */
record LogAxis(double low, double high) {
  private static final int DECADES = 6;
  private static final int MEDIAN = 2;
  private static final double RISEN = 0.01;

  /** The range; null when there are no positive values. */
  static LogAxis of(List<BandPlot.Band> bands) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (BandPlot.Band band : bands) {
      int from = start(band.percentiles()[MEDIAN]);
      for (double[] percentile : band.percentiles()) {
        for (int t = from; t < percentile.length; t++) {
          double value = percentile[t];
          if (value > 0 && Double.isFinite(value)) {
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
      }
    }
    if (most == 0) {
      return null;
    }
    int top = (int) Math.ceil(Math.log10(most));
    int bottom = (int) Math.floor(Math.log10(least));
    bottom = Math.max(Math.min(bottom, top - 1), top - DECADES);
    return new LogAxis(Math.pow(10, bottom), Math.pow(10, top));
  }

  private static int start(double[] median) {
    double most = 0;
    for (double value : median) {
      most = value > most ? value : most;
    }
    int from = 0;
    while (from < median.length - 1 && !(median[from] >= RISEN * most)) {
      from++;
    }
    return from;
  }
}
