package dev.perfusion.gate.paired;

import dev.perfusion.gate.json.JsonField;
import java.util.List;
import java.util.Locale;

/**
 * What is decided before the first pair is measured.
 *
 * @param looks pairs at which the evidence is looked at, rising; the last is the budget
 * @param spending how the errors are shared among the looks
 * @param failRatio least ratio that fails
 * @param failFloor what the lower bound must be above to fail
 * @param failAlpha error of the lower bound over all rows and looks
 * @param passAlpha error of the upper bound, which must be below {@code failRatio} to pass, per row
 *     over all looks
 * @param controlAlpha error of the same-binary control over all rows, per look: an alarm is no end,
 *     it makes the comparison go on measuring
 * @param controlTolerance a control ratio within 1 ± this never alarms
 * @param tailSamples least samples beyond the p95 of each side, over all pairs
 */
public record PairPlan(
    List<Integer> looks,
    Spending spending,
    double failRatio,
    double failFloor,
    double failAlpha,
    double passAlpha,
    double controlAlpha,
    double controlTolerance,
    long tailSamples) {
  private static final int LEAST_PAIRS = 5;

  /** Reads a plan; errors name the field. */
  public static PairPlan read(JsonField field) {
    List<Integer> looks =
        field.get("looks").items().stream().map(l -> (int) l.wholeNumber(LEAST_PAIRS)).toList();
    for (int i = 0; i < looks.size(); i++) {
      if (i > 0 && looks.get(i) <= looks.get(i - 1)) {
        throw field.get("looks").problem("do not rise", "list the numbers of pairs in order");
      }
    }
    if (looks.isEmpty()) {
      throw field.get("looks").problem("are none", "name at least one number of pairs");
    }
    JsonField spending = field.get("spending");
    return new PairPlan(
        looks,
        spending(spending),
        within(field.get("failRatio"), 1, 10),
        within(field.get("failFloor"), 1, 10),
        within(field.get("failAlpha"), 0, 0.5),
        within(field.get("passAlpha"), 0, 0.5),
        within(field.get("controlAlpha"), 0, 0.5),
        within(field.get("controlTolerance"), 0, 1),
        field.get("tailSamples").wholeNumber(1));
  }

  private static Spending spending(JsonField field) {
    try {
      return Spending.valueOf(field.text().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw field.problem(
          "unknown spending \"" + field.text() + "\"", "use OBRIEN_FLEMING or POCOCK");
    }
  }

  private static double within(JsonField field, double low, double high) {
    double value = field.number();
    if (value < low || value > high) {
      throw field.problem("value " + value + " is not in " + low + ".." + high, "give one that is");
    }
    return value;
  }

  /** The most pairs. */
  public int budget() {
    return looks.get(looks.size() - 1);
  }

  /** One-sided level at a look, when the error is shared by so many rows. */
  double level(double alpha, int rows, int look) {
    int[] pairs = looks.stream().mapToInt(Integer::intValue).toArray();
    return spending.levels(alpha / rows, pairs)[look];
  }
}
