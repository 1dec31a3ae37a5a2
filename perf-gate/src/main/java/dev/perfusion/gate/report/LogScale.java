package dev.perfusion.gate.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis.
 *
 * @param least value at its start, above 0
 * @param most value at its end
 */
record LogScale(double least, double most) {
  private static final double[] STEPS = {1, 2, 5};

  /** The axis from the 1-2-5 step below the least to that above the most of positive values. */
  static LogScale around(double least, double most) {
    double low = below(least);
    double high = above(most);
    return new LogScale(low, high > low ? high : low * 10);
  }

  /** Where a value lies: 0 at the start, 1 at the end; values outside are at an end. */
  double at(double value) {
    double place = Math.log(value / least) / Math.log(most / least);
    return Math.max(0, Math.min(1, place));
  }

  /** The value at a place between 0 and 1. */
  double value(double place) {
    return least * Math.pow(most / least, place);
  }

  /** Round values, at most a given number of them: powers of ten, and 2 and 5 where they fit. */
  List<Double> ticks(int atMost) {
    List<Double> ticks = ticks(STEPS);
    if (ticks.size() > atMost) {
      ticks = ticks(new double[] {1});
    }
    int each = (ticks.size() + atMost - 1) / atMost;
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < ticks.size(); i += Math.max(1, each)) {
      kept.add(ticks.get(i));
    }
    return kept;
  }

  private List<Double> ticks(double[] steps) {
    List<Double> ticks = new ArrayList<>();
    int end = (int) Math.ceil(Math.log10(most) + 1e-9);
    for (int power = (int) Math.floor(Math.log10(least) - 1e-9); power <= end; power++) {
      for (double step : steps) {
        double tick = step * Math.pow(10, power);
        if (tick >= least * 0.999999 && tick <= most * 1.000001) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private static double below(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double found = power;
    for (double step : STEPS) {
      if (step * power <= value * 1.000001) {
        found = step * power;
      }
    }
    return found;
  }

  private static double above(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : STEPS) {
      if (step * power >= value * 0.999999) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
