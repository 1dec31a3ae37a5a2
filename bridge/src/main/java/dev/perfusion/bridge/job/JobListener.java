package dev.perfusion.bridge.job;

/** Told of each change of state, in order, on the thread that made it. Must be quick. */
@FunctionalInterface
public interface JobListener {
  /** The job as it is after the change. */
  void changed(JobRecord job);
}
