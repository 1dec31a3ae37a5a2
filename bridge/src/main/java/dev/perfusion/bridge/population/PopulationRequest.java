package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.engine.SimulationRun;
import java.nio.file.Path;
import java.util.List;

/**
 * A population to run.
 *
 * @param folder where it goes; continued when it holds the same population unfinished
 * @param model how the user named the model
 * @param modelSha256 digest of the model file
 * @param base values and tolerances of all individuals but for what varies
 * @param outputs paths of what is stored; empty for what the model selects
 * @param notes what the results carry along
 * @param subjectsPerChunk 0 for {@link #defaultChunk}
 * @param threads workers
 * @param maxFailedShare share of failed runs, 0 to 1, above which the job fails
 */
public record PopulationRequest(
    Path folder,
    String model,
    String modelSha256,
    SimulationRun base,
    Cohort cohort,
    List<String> outputs,
    Manifest.Notes notes,
    int subjectsPerChunk,
    int threads,
    double maxFailedShare) {
  /** Share of failed runs above which a job fails unless something else is asked for. */
  public static final double DEFAULT_MAX_FAILED_SHARE = 0.1;

  private static final long CHUNK_BYTES = 4L << 20;
  private static final int CHUNKS = 40;
  private static final int BYTES_PER_ROW = 2 * Integer.BYTES + Double.BYTES;

  public PopulationRequest {
    outputs = List.copyOf(outputs);
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (subjectsPerChunk < 0) {
      throw new IllegalArgumentException("a chunk needs subjects, not " + subjectsPerChunk);
    }
    if (!(maxFailedShare >= 0 && maxFailedShare <= 1)) {
      throw new IllegalArgumentException(
          "the largest share of failed runs lies between 0 and 1, not at " + maxFailedShare);
    }
  }

  /** Individuals per chunk for about 4 MB a chunk and at least 40 chunks. */
  static int defaultChunk(int subjects, int replicates, int times, int outputs) {
    long bytes = (long) replicates * times * (BYTES_PER_ROW + (long) Double.BYTES * outputs);
    long bySize = CHUNK_BYTES / Math.max(1, bytes);
    return (int) Math.max(1, Math.min(bySize, subjects / CHUNKS));
  }
}
