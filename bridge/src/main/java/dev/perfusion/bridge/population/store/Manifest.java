package dev.perfusion.bridge.population.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perfusion.bridge.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a population folder holds, the file {@code manifest.json}.
 *
 * @param format version of the layout, {@link #FORMAT}
 * @param state where the job stands; a job whose process died still says {@code running}
 * @param createdAt ISO 8601, UTC
 * @param updatedAt ISO 8601, UTC; of the last checkpoint
 * @param inputs all that the chunks depend on
 * @param inputsSha256 digest of {@code inputs} as canonical JSON
 * @param subjects individuals of the cohort
 * @param covariates names of the covariates, columns of {@code subjects.csv}
 * @param varied quantities that differ between individuals
 * @param notes what the results carry along
 * @param time the output times, the same for all runs
 * @param outputs columns of the chunks
 * @param progress sums over the chunks
 * @param chunks those that are finished, by number
 * @param warnings what the user should know, one sentence each
 * @param error why the job failed; null unless it did
 */
public record Manifest(
    int format,
    State state,
    String createdAt,
    String updatedAt,
    Inputs inputs,
    String inputsSha256,
    int subjects,
    List<String> covariates,
    List<Varied> varied,
    Notes notes,
    Times time,
    List<Output> outputs,
    Progress progress,
    List<Chunk> chunks,
    List<String> warnings,
    String error) {
  /** Version of the layout. */
  public static final int FORMAT = 1;

  private static final JsonMapper WRITER =
      Json.mapper()
          .rebuild()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  public Manifest {
    covariates = List.copyOf(covariates);
    varied = List.copyOf(varied);
    notes = notes == null ? Notes.NONE : notes;
    outputs = List.copyOf(outputs);
    chunks = List.copyOf(chunks);
    warnings = List.copyOf(warnings);
  }

  /** Where a job stands. */
  public enum State {
    /** Not at its end, or its process died. */
    @JsonProperty("running")
    RUNNING,
    /** All runs are done, also if some of them failed. */
    @JsonProperty("succeeded")
    SUCCEEDED,
    /** Too many runs failed, or the engine did. */
    @JsonProperty("failed")
    FAILED,
    /** Stopped by the user. */
    @JsonProperty("cancelled")
    CANCELLED,
    /** Stopped by its time limit. */
    @JsonProperty("timeout")
    TIMEOUT
  }

  /**
   * All that the bytes of the chunks depend on.
   *
   * @param model how the user named the model
   * @param modelSha256 digest of its file
   * @param simulation name of the simulation
   * @param values what the base of all individuals sets: full path to value, base unit
   * @param cohort {@code workload}, {@code csv} or {@code csv+ageing}
   * @param cohortSha256 digest of the canonical workload, of the CSV file, or of the digests of
   *     both CSV files as text
   * @param sampling how a workload is sampled; {@code csv} for files
   * @param seed of a workload; 0 for files
   * @param replicates runs per individual
   * @param outputs paths without the simulation name
   * @param subjectsPerChunk individuals in a chunk, but the last
   * @param absTol absolute tolerance of the runs
   * @param relTol relative tolerance of the runs
   * @param method how they are integrated, {@code bdf} or {@code rosenbrock}
   */
  public record Inputs(
      String model,
      String modelSha256,
      String simulation,
      Map<String, Double> values,
      String cohort,
      String cohortSha256,
      String sampling,
      long seed,
      int replicates,
      List<String> outputs,
      int subjectsPerChunk,
      double absTol,
      double relTol,
      String method) {
    public Inputs {
      values = new TreeMap<>(values);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * What the results carry along and no number depends on.
   *
   * @param aggregates names of the single numbers wanted; empty for the usual ones
   * @param metadata what the user gave; null for nothing
   */
  public record Notes(List<String> aggregates, JsonNode metadata) {
    /** Nothing. */
    public static final Notes NONE = new Notes(List.of(), null);

    public Notes {
      aggregates = aggregates == null ? List.of() : List.copyOf(aggregates);
      metadata = metadata == null || metadata.isNull() ? null : metadata;
    }
  }

  /**
   * A quantity that differs between individuals or between their replicates.
   *
   * @param path without the simulation name
   * @param unit base unit, empty for plain numbers
   * @param level {@code subject} or {@code replicate}
   */
  public record Varied(String path, String unit, String level) {}

  /**
   * The output times.
   *
   * @param unit {@code min}
   * @param points how many, so rows of a run
   * @param from the first
   * @param to the last
   */
  public record Times(String unit, int points, double from, double to) {}

  /**
   * An output.
   *
   * @param path without the simulation name
   * @param column name of its column in the chunks
   * @param unit base unit, empty for plain numbers
   * @param dimension empty when the model does not give it
   * @param kind {@code species}, {@code observer} or {@code parameter}
   */
  public record Output(String path, String column, String unit, String dimension, String kind) {}

  /**
   * Sums over the finished chunks.
   *
   * @param subjectsDone individuals
   * @param subjectsFailed individuals with at least one failed run
   * @param runsDone runs, failed ones included
   * @param runsFailed failed runs
   * @param steps steps of the integrator, those of failed runs not included
   */
  public record Progress(
      int subjectsDone, int subjectsFailed, long runsDone, long runsFailed, long steps) {}

  /**
   * A finished chunk.
   *
   * @param chunkId {@code chunk-00000}, counted from 0
   * @param file name in the folder
   * @param sha256 digest of the file, lower-case hexadecimal
   * @param sizeBytes size of the file
   * @param rows rows of its table: runs that did not fail times output times
   * @param subjects individuals it is about
   * @param subjectRange ids of the first and last of them
   * @param timeRange first and last output time (min)
   * @param runs runs, failed ones included
   * @param steps steps of the integrator
   * @param failures failed runs, in the order individual, replicate; they have no rows
   */
  public record Chunk(
      String chunkId,
      String file,
      String sha256,
      long sizeBytes,
      long rows,
      int subjects,
      List<Integer> subjectRange,
      List<Double> timeRange,
      int runs,
      long steps,
      List<Failure> failures) {
    public Chunk {
      subjectRange = List.copyOf(subjectRange);
      timeRange = List.copyOf(timeRange);
      failures = List.copyOf(failures);
    }
  }

  /**
   * A run that did not reach its end.
   *
   * @param replicate counted from 1
   */
  public record Failure(int individualId, int replicate, String reason) {}

  /** The same folder some chunks later, or at its end. */
  public Manifest with(State newState, String now, List<Chunk> done, String newError) {
    int subjectsDone = 0;
    long subjectsFailed = 0;
    long runs = 0;
    long failed = 0;
    long steps = 0;
    for (Chunk chunk : done) {
      subjectsDone += chunk.subjects();
      subjectsFailed +=
          chunk.failures().stream().mapToInt(Failure::individualId).distinct().count();
      runs += chunk.runs();
      failed += chunk.failures().size();
      steps += chunk.steps();
    }
    return new Manifest(
        format,
        newState,
        createdAt,
        now,
        inputs,
        inputsSha256,
        subjects,
        covariates,
        varied,
        notes,
        time,
        outputs,
        new Progress(subjectsDone, (int) subjectsFailed, runs, failed, steps),
        done,
        warnings,
        newError);
  }

  /** The same with other warnings. */
  public Manifest withWarnings(List<String> others) {
    return new Manifest(
        format,
        state,
        createdAt,
        updatedAt,
        inputs,
        inputsSha256,
        subjects,
        covariates,
        varied,
        notes,
        time,
        outputs,
        progress,
        chunks,
        others,
        error);
  }

  /** As UTF-8 text. */
  public byte[] json() {
    return WRITER.writeValueAsBytes(this);
  }

  /**
   * From {@link #json()}.
   *
   * @throws StoreException not a manifest, or of another version
   */
  public static Manifest of(byte[] json) {
    Manifest manifest;
    try {
      manifest = Json.mapper().readValue(json, Manifest.class);
    } catch (JacksonException e) {
      throw new StoreException(
          Store.MANIFEST
              + " is not the manifest of a population: "
              + e.getOriginalMessage().replaceFirst(" \\(start marker at.*", ""),
          e);
    } catch (NullPointerException e) {
      throw new StoreException(Store.MANIFEST + " is not the whole manifest of a population", e);
    }
    if (manifest.format() != FORMAT) {
      throw new StoreException(
          Store.MANIFEST
              + " has format "
              + manifest.format()
              + "; this version reads format "
              + FORMAT);
    }
    return manifest;
  }
}
