package dev.perfusion.bridge.result;

import dev.perfusion.engine.Results;
import java.time.Instant;

/**
 * A result that can be asked for.
 *
 * @param generatedAt when the run ended
 */
public record StoredResult(
    String resultsId, String simulationId, String backend, Instant generatedAt, Results results) {
  /** Memory that times and values take. */
  public long sizeBytes() {
    return 8L * results.times().length * (1 + results.series().size());
  }
}
