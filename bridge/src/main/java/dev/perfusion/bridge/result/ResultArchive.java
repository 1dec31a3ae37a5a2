package dev.perfusion.bridge.result;

import java.util.Optional;

/** Results that outlive the process; they come in with the end of their job. */
public interface ResultArchive {
  /** Holds nothing. */
  ResultArchive NONE =
      new ResultArchive() {
        @Override
        public Optional<StoredResult> read(String resultsId) {
          return Optional.empty();
        }

        @Override
        public int size() {
          return 0;
        }
      };

  /** Reads a result. */
  Optional<StoredResult> read(String resultsId);

  /** Number of results. */
  int size();
}
