package dev.perfusion.benchmarks.data;

/**
 * Figures of a curve at its output times: they need no dose.
 *
 * @param cMax largest value, base unit
 * @param tMax when it is first reached, min
 * @param auc area under the curve from the first to the last time by the linear trapezoidal rule,
 *     base unit times min
 */
record CurveMetrics(double cMax, double tMax, double auc) {
  static CurveMetrics of(double[] times, double[] values) {
    int most = 0;
    double auc = 0;
    for (int i = 1; i < times.length; i++) {
      if (values[i] > values[most]) {
        most = i;
      }
      auc += (times[i] - times[i - 1]) * (values[i] + values[i - 1]) / 2;
    }
    return new CurveMetrics(values[most], times[most], auc);
  }
}
