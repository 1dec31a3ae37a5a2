package dev.perfusion.gate.check;

/** What the check says about one row. */
public enum StepStatus {
  /** Within every limit that applies. */
  PASS,
  /** Above a warning limit; does not fail the check. */
  WARN,
  /** Above a ceiling, or slower than the baseline allows. */
  FAIL,
  /** A step or metric that must be there is not: inconclusive. */
  MISSING,
  /** Calls or benchmarks of the step failed. */
  ERROR,
  /** Measured, but cannot be judged: against the baseline, or for want of knowing its limit. */
  INCONCLUSIVE,
  /** No limit and no baseline applies. */
  UNCHECKED
}
