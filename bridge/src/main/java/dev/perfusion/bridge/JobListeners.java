package dev.perfusion.bridge;

import dev.perfusion.bridge.job.JobListener;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.Results;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells several listeners, in the order in which they came. */
final class JobListeners implements JobListener {
  private final List<JobListener> listeners = new CopyOnWriteArrayList<>();

  JobListeners(JobListener first) {
    listeners.add(first);
  }

  /**
   * Adds a listener.
   *
   * @return takes it out again
   */
  Runnable add(JobListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void changed(JobRecord job) {
    listeners.forEach(listener -> listener.changed(job));
  }

  @Override
  public void ran(Results results) {
    listeners.forEach(listener -> listener.ran(results));
  }

  @Override
  public void produced(StoredResult result) {
    listeners.forEach(listener -> listener.produced(result));
  }

  @Override
  public void forgotten(String resultsId) {
    listeners.forEach(listener -> listener.forgotten(resultsId));
  }
}
