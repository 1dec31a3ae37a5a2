package dev.perfusion.bridge.job;

import java.util.Locale;

/** Where a job stands. A final state never changes. */
public enum JobState {
  /** Waits for a worker. */
  QUEUED,
  /** Integrates. */
  RUNNING,
  /** Its result is stored. */
  SUCCEEDED,
  /** The simulation or the engine failed. */
  FAILED,
  /** A caller stopped it. */
  CANCELLED,
  /** It took longer than its limit. */
  TIMEOUT;

  /** Name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** No further change. */
  public boolean terminal() {
    return this != QUEUED && this != RUNNING;
  }
}
