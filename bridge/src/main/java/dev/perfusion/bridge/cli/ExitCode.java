package dev.perfusion.bridge.cli;

/** Exit codes of every command. */
final class ExitCode {
  static final int DONE = 0;
  static final int SIMULATION_FAILED = 1;
  static final int BROKEN = 1;
  static final int BAD_INPUT = 2;
  static final int SOFTWARE_ABSENT = 3;

  /** As the JVM itself ends when it is interrupted. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
