package dev.perfusion.bridge.population.cohort;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** A distribution, given by its quantiles. */
sealed interface Distribution {
  /** The share of a distribution that must lie between its bounds. */
  double SMALLEST_SHARE = 1e-9;

  /** The standard normal distribution. */
  NormalDistribution STANDARD = new NormalDistribution(0, 1);

  /**
   * The value with so much of the distribution below it.
   *
   * @param u strictly between 0 and 1
   */
  double quantile(double u);

  /**
   * Normal, cut at bounds: no value is drawn twice, the quantile function of what lies between them
   * is used.
   *
   * @param logarithmic whether it is the logarithm that is normal; bounds are those of the value
   */
  record Normal(
      double mean, double sd, double min, double max, boolean logarithmic, double low, double high)
      implements Distribution {

    /**
     * @param mean of the value or its logarithm
     * @param min -infinity for none
     * @param max infinity for none
     */
    static Normal of(double mean, double sd, double min, double max, boolean logarithmic) {
      double from = logarithmic ? StrictMath.log(Math.max(0, min)) : min;
      double to = logarithmic ? StrictMath.log(Math.max(0, max)) : max;
      return new Normal(
          mean,
          sd,
          min,
          max,
          logarithmic,
          cumulative((from - mean) / sd),
          cumulative((to - mean) / sd));
    }

    private static double cumulative(double z) {
      if (Double.isInfinite(z)) {
        return z < 0 ? 0 : 1;
      }
      return STANDARD.cumulativeProbability(z);
    }

    /** The share of the distribution between the bounds. */
    double share() {
      return high - low;
    }

    @Override
    public double quantile(double u) {
      double p = low + u * (high - low);
      double x = mean + sd * STANDARD.inverseCumulativeProbability(p);
      return Math.min(max, Math.max(min, logarithmic ? StrictMath.exp(x) : x));
    }
  }

  /** All values between two equally likely. */
  record Uniform(double min, double max) implements Distribution {
    @Override
    public double quantile(double u) {
      return Math.min(max, min + u * (max - min));
    }
  }

  /**
   * Some values.
   *
   * @param cumulative share of the values up to each, the last is 1
   */
  record Categorical(double[] values, double[] cumulative) implements Distribution {
    static Categorical of(double[] values, double[] weights) {
      return new Categorical(values, cumulated(weights));
    }

    static double[] cumulated(double[] weights) {
      double sum = Arrays.stream(weights).sum();
      double[] cumulative = new double[weights.length];
      double before = 0;
      for (int i = 0; i < weights.length; i++) {
        before += weights[i];
        cumulative[i] = before / sum;
      }
      return cumulative;
    }

    /** Position of the value at u. */
    static int position(double[] cumulative, double u) {
      int i = 0;
      while (i < cumulative.length - 1 && u > cumulative[i]) {
        i++;
      }
      return i;
    }

    @Override
    public double quantile(double u) {
      return values[position(cumulative, u)];
    }
  }
}
