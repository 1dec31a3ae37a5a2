package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.store.Manifest;

/** How the outside talks to a running population. Used by many threads at once. */
public interface PopulationControl {
  /** Never stops, listens to nothing. */
  PopulationControl NONE =
      new PopulationControl() {
        @Override
        public boolean stopped() {
          return false;
        }

        @Override
        public void progress(Progress progress) {}
      };

  /**
   * How far it is.
   *
   * @param subjectsDone individuals, with those of before a restart
   * @param runsFailed failed runs
   * @param perSecond individuals per second since the start or restart; 0 when not known yet
   * @param secondsLeft estimated; NaN when not known yet
   */
  record Progress(
      int subjects, int subjectsDone, long runsFailed, double perSecond, double secondsLeft) {}

  /** Asked after each internal step of each run, so it must be cheap; true ends the job. */
  boolean stopped();

  /** Why it was stopped: {@code CANCELLED} or {@code TIMEOUT}. */
  default Manifest.State stoppedAs() {
    return Manifest.State.CANCELLED;
  }

  /** Called some ten times a second at most, and at the end. */
  void progress(Progress progress);
}
