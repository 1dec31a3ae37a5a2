package dev.perfusion.benchmarks.compare;

/**
 * One line of the overview: what was asked for and what came out.
 *
 * @param what the quantity
 * @param bar what it has to keep, with unit
 * @param aim what would be good, with unit; may be empty
 * @param measured the figure, with unit
 */
record Bar(String what, String bar, String aim, String measured, Verdict verdict) {
  /** Whether the bar is kept. */
  enum Verdict {
    PASS("pass"),
    MISS("**miss**"),
    /** What it is compared with is not on this machine. */
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** As in the report. */
    String text() {
      return text;
    }

    /** The verdict for a condition. */
    static Verdict of(boolean kept) {
      return kept ? PASS : MISS;
    }
  }

  /** A figure that must be at least the bar; not a number when it could not be measured. */
  static Bar atLeast(String what, double measured, double bar, String aim, String text) {
    return new Bar(what, ">= " + Figures.times(bar), aim, text, verdict(measured, measured >= bar));
  }

  /** A figure that must be at most the bar; not a number when it could not be measured. */
  static Bar atMost(
      String what, double measured, double limit, String bar, String aim, String text) {
    return new Bar(what, bar, aim, text, verdict(measured, measured <= limit));
  }

  private static Verdict verdict(double measured, boolean kept) {
    return Double.isNaN(measured) ? Verdict.NOT_MEASURED : Verdict.of(kept);
  }
}
