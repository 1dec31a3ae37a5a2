package dev.perfusion.bridge.cli;

/** Exit codes of every command. 130 (interrupted) comes from the JVM itself. */
final class ExitCode {
  static final int DONE = 0;
  static final int SIMULATION_FAILED = 1;
  static final int BROKEN = 1;
  static final int BAD_INPUT = 2;
  static final int SOFTWARE_ABSENT = 3;

  private ExitCode() {}
}
