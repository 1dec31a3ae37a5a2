package dev.perfusion.gate.paired;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Holm's step-down procedure: the probability of any false rejection in a family stays below the
 * level of the family (Holm, Scandinavian Journal of Statistics, 1979).
 *
 * @param rejected by hypothesis
 * @param levels the level each hypothesis was tested at
 */
record Holm(boolean[] rejected, double[] levels) {

  /**
   * Tests a family.
   *
   * @param p p values
   * @param levelOfShare the level when the error is shared by so many hypotheses
   */
  static Holm test(double[] p, IntToDoubleFunction levelOfShare) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] rejected = new boolean[p.length];
    double[] levels = new double[p.length];
    boolean going = true;
    double level = 0;
    for (int rank = 0; rank < order.length; rank++) {
      if (going) {
        level = levelOfShare.applyAsDouble(p.length - rank);
        going = p[order[rank]] <= level;
      }
      levels[order[rank]] = level;
      rejected[order[rank]] = going;
    }
    return new Holm(rejected, levels);
  }

  @Override
  public String toString() {
    return "Holm[rejected="
        + Arrays.toString(rejected)
        + ", levels="
        + Arrays.toString(levels)
        + "]";
  }
}
