package dev.perfusion.gate.check;

/** The outcome of a check. */
public sealed interface Verdict {

  /** What the verdict rests on. */
  Evidence evidence();

  /** PASS, FAIL or INCONCLUSIVE. */
  String name();

  /** 0 pass, 1 fail, 3 inconclusive. */
  int exitCode();

  /** Nothing failed and everything asked for could be judged. */
  record Pass(Evidence evidence) implements Verdict {
    @Override
    public String name() {
      return "PASS";
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** At least one failure, named in the evidence. */
  record Fail(Evidence evidence) implements Verdict {
    @Override
    public String name() {
      return "FAIL";
    }

    @Override
    public int exitCode() {
      return 1;
    }
  }

  /** Nothing failed, but something asked for could not be judged; the evidence says why. */
  record Inconclusive(Evidence evidence) implements Verdict {
    @Override
    public String name() {
      return "INCONCLUSIVE";
    }

    @Override
    public int exitCode() {
      return 3;
    }
  }

  /** A failure outweighs an open question. */
  static Verdict of(Evidence evidence) {
    if (!evidence.failures().isEmpty()) {
      return new Fail(evidence);
    }
    return evidence.openQuestions().isEmpty() ? new Pass(evidence) : new Inconclusive(evidence);
  }
}
