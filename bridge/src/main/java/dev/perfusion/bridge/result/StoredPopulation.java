package dev.perfusion.bridge.result;

import java.time.Instant;

/** Result of a population: its numbers are in a folder of that id, below the root of all. */
public record StoredPopulation(
    String resultsId, String simulationId, String backend, Instant generatedAt)
    implements StoredResult {
  /** Type of its jobs. */
  public static final String TYPE = "population";

  private static final int BYTES = 200;

  @Override
  public long sizeBytes() {
    return BYTES;
  }
}
