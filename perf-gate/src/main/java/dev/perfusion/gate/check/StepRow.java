package dev.perfusion.gate.check;

import java.util.List;

/**
 * One row of the check.
 *
 * @param step key of the step; a pattern for a required step that is not there; {@code __overall__}
 *     for the whole iteration
 * @param phaseLabel cold, steady or stress; empty when no single phase is meant
 * @param count samples
 * @param p50Ms median; null when not measured
 * @param p95Ms 95th percentile; null when not measured
 * @param ceiling the absolute limit; null when none applies
 * @param comparison the p95 rule against the baseline; null when not compared
 * @param status the outcome for this row
 * @param fewSamples whether fewer than 100 samples lie beyond the p95
 * @param notes what a reader should know
 */
public record StepRow(
    String step,
    String phaseLabel,
    long count,
    Double p50Ms,
    Double p95Ms,
    Ceiling ceiling,
    Comparison comparison,
    StepStatus status,
    boolean fewSamples,
    List<String> notes) {

  /**
   * A measured value beside its limit.
   *
   * @param metric the limited statistic
   * @param actual its value in ms, or in MB/s; null when not measured
   * @param maxMs the ceiling; null for a rule that only warns
   * @param warnMs the warning limit; null without
   * @param minMegabytesPerSecond the least rate, for a metric that is one; null for all else
   * @param headroomPercent what is left up to the shown limit, in percent of it; negative beyond;
   *     null when not measured
   * @param status PASS, WARN, FAIL or MISSING; INCONCLUSIVE for a rate of which it is not known
   *     what limit it has
   */
  public record Ceiling(
      String metric,
      Double actual,
      Double maxMs,
      Double warnMs,
      Double minMegabytesPerSecond,
      Double headroomPercent,
      StepStatus status) {

    /** The limit shown in reports. */
    public double targetMs() {
      return maxMs != null ? maxMs : warnMs;
    }
  }

  /**
   * The literal p95 rule.
   *
   * @param baselineP95Ms expected value; null when the baseline has none
   * @param deltaPercent change against it; infinite when the expected value is 0; null when one of
   *     both is missing
   * @param literal PASS, FAIL or MISSING by the rule alone, which takes what the baseline lacks for
   *     0 and a whole iteration that was not measured for equal
   * @param status the same, or MISSING or INCONCLUSIVE where the numbers cannot carry the rule
   */
  public record Comparison(
      Double baselineP95Ms, Double deltaPercent, StepStatus literal, StepStatus status) {}
}
