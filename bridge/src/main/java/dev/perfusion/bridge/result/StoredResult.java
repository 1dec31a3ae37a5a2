package dev.perfusion.bridge.result;

import java.time.Instant;

/** A result that can be asked for. */
public sealed interface StoredResult permits StoredRun, StoredAnalysis, StoredPopulation {
  /** Its id. */
  String resultsId();

  /** Simulation that it belongs to. */
  String simulationId();

  /** Adapter that made it. */
  String backend();

  /** When the work ended. */
  Instant generatedAt();

  /** Memory that it takes, roughly. */
  long sizeBytes();
}
