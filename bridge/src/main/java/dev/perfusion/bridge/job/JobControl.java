package dev.perfusion.bridge.job;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;

/**
 * How a task learns that it shall stop, and tells how far it is. Safe for use by many threads; as a
 * {@link RunControl} it serves a task that is a single run.
 */
public interface JobControl extends RunControl {
  /** True when the job was cancelled or its time is up: the task ends as soon as it can. */
  boolean stopped();

  /**
   * Tells how far the task is; a smaller share than before changes nothing.
   *
   * @param share 0 to 1
   */
  void progress(double share);

  /** Tells how far a task is that works through many subjects. */
  default void work(JobWork work) {}

  /** Tells of each run that came to its end, on any thread. */
  default void ran(Results results) {}

  @Override
  default boolean proceed(double time, double end) {
    progress(end > 0 ? time / end : 0);
    return !stopped();
  }
}
