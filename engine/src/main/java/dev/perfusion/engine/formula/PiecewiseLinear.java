package dev.perfusion.engine.formula;

import java.util.Arrays;

/**
 * A function given by points, strictly increasing in x; clamped at both ends. Safe for use by many
 * threads while nobody calls {@link #set}.
 */
public final class PiecewiseLinear {
  private double[] x;
  private double[] y;
  private int last;

  /**
   * Where the last call found its segment: the next one is mostly there too. A stale number from
   * another thread costs a search, nothing else.
   */
  private int hint;

  /**
   * @param x abscissae, at least one
   * @param y ordinates, same length
   */
  public PiecewiseLinear(double[] x, double[] y) {
    set(x, y);
  }

  /** Replaces the points; between two runs of the only thread that uses the function. */
  public final void set(double[] newX, double[] newY) {
    x = newX.clone();
    y = newY.clone();
    last = x.length - 1;
    hint = 0;
  }

  /**
   * Linear interpolation; y of the first point below it, of the last point above it. NaN stays NaN.
   */
  public double value(double t) {
    int i = hint;
    if (i < last && t >= x[i] && t < x[i + 1]) {
      return interpolated(i, t);
    }
    return searched(t);
  }

  private double searched(double t) {
    if (t >= x[last]) {
      return y[last];
    }
    if (t <= x[0]) {
      return y[0];
    }
    if (Double.isNaN(t)) {
      return Double.NaN;
    }
    return interpolated(segment(t), t);
  }

  private double interpolated(int i, double t) {
    return y[i] + (y[i + 1] - y[i]) * ((t - x[i]) / (x[i + 1] - x[i]));
  }

  /** Slope of the segment with x[i] <= t < x[i+1]; 0 outside [x[0], x[n-1]). NaN stays NaN. */
  public double slope(double t) {
    if (Double.isNaN(t)) {
      return Double.NaN;
    }
    if (t < x[0] || t >= x[last]) {
      return 0;
    }
    int i = segment(t);
    return (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  }

  /** The i with x[i] <= t < x[i+1], for t between the ends. */
  private int segment(double t) {
    int i = hint;
    if (i < last && t >= x[i]) {
      if (t < x[i + 1]) {
        return i;
      }
      // time goes on
      i++;
      if (t < x[i + 1]) {
        hint = i;
        return i;
      }
    }
    int found = Arrays.binarySearch(x, t);
    i = found >= 0 ? found : -found - 2;
    hint = i;
    return i;
  }
}
