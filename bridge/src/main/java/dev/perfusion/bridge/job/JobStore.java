package dev.perfusion.bridge.job;

import dev.perfusion.bridge.result.StoredResult;
import java.util.Collection;
import java.util.List;

/**
 * Keeps jobs beyond the end of the process. A method returns when its change would survive a kill
 * of the process.
 */
public interface JobStore {
  /** Keeps nothing. */
  JobStore NONE =
      new JobStore() {
        @Override
        public void save(StoredJob job) {
          // Nothing outlives this process.
        }

        @Override
        public void finish(StoredJob job, StoredResult result) {
          // Nothing outlives this process.
        }

        @Override
        public void forget(Collection<String> jobIds) {
          // Nothing was kept.
        }

        @Override
        public List<StoredJob> load() {
          return List.of();
        }
      };

  /** Keeps a job that is not finished, in place of its former state. */
  void save(StoredJob job);

  /**
   * Keeps a finished job and its result, both or neither.
   *
   * @param result null when it has none
   */
  void finish(StoredJob job, StoredResult result);

  /** Drops jobs and their results. */
  void forget(Collection<String> jobIds);

  /** All jobs, in the order of their acceptance. */
  List<StoredJob> load();
}
