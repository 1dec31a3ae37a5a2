package dev.perfusion.bridge.result;

import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.engine.Results;
import java.time.Instant;

/**
 * Result of one run.
 *
 * @param recipe how to make the run again
 */
public record StoredRun(
    String resultsId,
    String simulationId,
    String backend,
    Instant generatedAt,
    RunRecipe recipe,
    Results results)
    implements StoredResult {
  @Override
  public long sizeBytes() {
    return 8L * results.times().length * (1 + results.series().size());
  }
}
