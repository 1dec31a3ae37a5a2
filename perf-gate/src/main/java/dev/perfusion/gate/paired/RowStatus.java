package dev.perfusion.gate.paired;

/** What the paired comparison says about one tool path. */
public enum RowStatus {
  /** Slower by at least the limit, and not by chance. */
  FAIL,
  /** Not slower by the limit. */
  PASS,
  /** Faster by at least the limit, and not by chance: consider a new baseline. */
  IMPROVED,
  /** Anything else; the row says why. */
  INCONCLUSIVE
}
