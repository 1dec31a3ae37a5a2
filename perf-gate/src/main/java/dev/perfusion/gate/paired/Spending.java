package dev.perfusion.gate.paired;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How much of the allowed error may be spent by the time a share of all planned pairs is there (Lan
 * and DeMets, Discrete sequential boundaries for clinical trials, Biometrika 1983). One-sided.
 */
public enum Spending {
  /** Hardly any early, nearly all at the end: early decisions need overwhelming evidence. */
  OBRIEN_FLEMING {
    @Override
    public double spent(double alpha, double share) {
      return 2
          * NORMAL.cumulativeProbability(
              NORMAL.inverseCumulativeProbability(alpha / 2) / Math.sqrt(share));
    }
  },
  /** About evenly: early decisions are cheaper, the last one is dearer. */
  POCOCK {
    @Override
    public double spent(double alpha, double share) {
      return alpha * StrictMath.log1p((Math.E - 1) * share);
    }
  };

  private static final NormalDistribution NORMAL = new NormalDistribution();

  /** A verdict asks for the same levels again and again, and the integral takes milliseconds. */
  private static final Map<Plan, double[]> KNOWN = new ConcurrentHashMap<>();

  private static final double REACH = 8;
  private static final int PANELS = 300;

  /**
   * Error spent so far.
   *
   * @param alpha error allowed in all
   * @param share pairs so far divided by the most that are planned, above 0 up to 1
   */
  public abstract double spent(double alpha, double share);

  /**
   * The one-sided significance level of each look. Testing at these levels crosses by chance with
   * probability alpha over all looks together. The levels are those of a normal mean; used for a
   * Student statistic with the degrees of freedom of the look they hold closely (Jennison and
   * Turnbull, Group Sequential Methods, 2000, section 4.4).
   *
   * <p>The probability of a first crossing at a look is integrated numerically over the paths that
   * have not crossed (Armitage, McPherson and Rowe, 1969).
   *
   * @param alpha error allowed in all, one-sided
   * @param looks pairs at each look, rising; the last is the most that will be measured
   * @return a level per look
   */
  public double[] levels(double alpha, int... looks) {
    Plan plan = new Plan(this, alpha, Arrays.stream(looks).boxed().toList());
    return KNOWN.computeIfAbsent(plan, missing -> integrate(alpha, looks)).clone();
  }

  private double[] integrate(double alpha, int... looks) {
    double[] levels = new double[looks.length];
    double most = looks[looks.length - 1];
    double before = 0;
    double timeBefore = 0;
    double[] grid = {0};
    double[] mass = {1};
    for (int k = 0; k < looks.length; k++) {
      double time = looks[k] / most;
      double spent = spent(alpha, time);
      double step = Math.sqrt(time - timeBefore);
      double bound = bound(grid, mass, step, spent - before);
      levels[k] = NORMAL.cumulativeProbability(-bound / Math.sqrt(time));
      double[] nextGrid = new double[PANELS + 1];
      double from = -REACH * Math.sqrt(time);
      double width = (bound - from) / PANELS;
      double[] next = new double[PANELS + 1];
      for (int i = 0; i <= PANELS; i++) {
        nextGrid[i] = from + i * width;
        double density = 0;
        for (int j = 0; j < grid.length; j++) {
          density += mass[j] * NORMAL.density((nextGrid[i] - grid[j]) / step) / step;
        }
        next[i] = density * width * simpson(i) / 3;
      }
      grid = nextGrid;
      mass = next;
      before = spent;
      timeBefore = time;
    }
    return levels;
  }

  private record Plan(Spending spending, double alpha, List<Integer> looks) {}

  private static int simpson(int i) {
    return i == 0 || i == PANELS ? 1 : i % 2 == 1 ? 4 : 2;
  }

  /** The score above which the paths that are left cross with the given probability. */
  private static double bound(double[] grid, double[] mass, double step, double probability) {
    double low = -REACH;
    double high = REACH;
    for (int i = 0; i < 80; i++) {
      double middle = (low + high) / 2;
      double crossing = 0;
      for (int j = 0; j < grid.length; j++) {
        crossing += mass[j] * NORMAL.cumulativeProbability((grid[j] - middle) / step);
      }
      if (crossing > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
