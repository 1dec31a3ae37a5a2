package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.population.summary.Aggregates;
import dev.perfusion.bridge.population.summary.PopulationSummaries;
import dev.perfusion.bridge.population.summary.Statistics;
import dev.perfusion.bridge.population.summary.StoredSummaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool {@code get_population_results}. */
public final class GetPopulationResults
    implements Tool<GetPopulationResults.Request, GetPopulationResults.Response> {
  private static final String ARROW = "application/vnd.apache.arrow.file";
  private static final int MCP_BYTES = 24_576;
  private static final int MCP_POINTS = 12;
  private static final int MCP_CHUNKS = 10;
  private static final int LEAST_POINTS = 4;
  private static final int REST_BYTES = 64 << 20;
  private static final int REST_CHUNKS = 1000;
  private static final int SHOWN_FAILURES = 5;
  private static final int PREVIEW_POINTS = 4;
  private static final int MEDIAN = 2;

  /** About what a point of a time course takes in memory, and other things of about its size. */
  private static final int POINT_BYTES = 400;

  private static final int PREVIEW_BYTES = 1_000;

  private final JobService jobs;
  private final StoredPopulations populations;

  /** The tool on its services. */
  public GetPopulationResults(JobService jobs, StoredPopulations populations) {
    this.jobs = jobs;
    this.populations = populations;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "get_population_results",
        "Read a population",
        "Reads results of a population, finished or not: cohort, statistics of PK parameters and"
            + " time courses, handles of the chunks that hold all numbers.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Manifest manifest = populations.manifest(request.resultsId());
    int maxBytes = request.maxBytes() != null ? request.maxBytes() : defaultBytes(context);
    int points =
        request.maxPoints() != null
            ? request.maxPoints()
            : context.isMcp() ? MCP_POINTS : Integer.MAX_VALUE;
    int limit =
        request.limit() != null ? request.limit() : context.isMcp() ? MCP_CHUNKS : REST_CHUNKS;
    try {
      Reading reading = new Reading(manifest, request);
      int outputs = manifest.outputs().size();
      Response response = reading.response(outputs, points, limit);
      // Halve what there is most of until it fits; the handles of the chunks lead to the rest.
      while (maxBytes < Integer.MAX_VALUE && reading.bytes(response) > maxBytes) {
        int most = reading.longest(outputs, points);
        if (most > LEAST_POINTS) {
          points = Math.max(LEAST_POINTS, most / 2);
        } else if (limit > 1 && response.chunks().size() > 1) {
          limit = Math.min(limit, response.chunks().size()) / 2;
        } else if (outputs > 1) {
          outputs /= 2;
        } else {
          break;
        }
        response = reading.response(outputs, points, limit);
      }
      return response;
    } catch (StoreException e) {
      throw new BridgeException(ErrorCode.INTERNAL_ERROR, e.getMessage());
    }
  }

  private static int defaultBytes(ToolContext context) {
    return switch (context.transport()) {
      case "mcp" -> MCP_BYTES;
      case "rest" -> REST_BYTES;
      default -> Integer.MAX_VALUE;
    };
  }

  /** What is in the files, read once. */
  private final class Reading {
    private final Manifest manifest;
    private final String resultsId;
    private final Path folder;
    private final int first;
    private final List<String> groups;
    private final List<Shown> bands;
    private final List<StoredSummaries.Pk> allPk;
    private final List<PkSummary> pk;

    Reading(Manifest manifest, Request request) {
      this.manifest = manifest;
      resultsId = request.resultsId();
      folder = populations.folder(resultsId);
      first = first(request.cursor());
      boolean ended = StoredSummaries.present(folder);
      groups = ended ? groups() : List.of();
      String group = request.group() == null ? StoredSummaries.ALL : request.group();
      if (ended && !groups.contains(group)) {
        throw BridgeException.invalid(
            "group", "there is no group \"" + group + "\"", "there are " + groups);
      }
      List<String> paths = request.paths();
      bands =
          ended
              ? bands(group).stream().filter(b -> wanted(paths, b.band().path())).toList()
              : List.of();
      allPk = ended ? pk(group) : List.of();
      pk =
          ended
              ? pkSummaries(group).stream().filter(p -> wanted(paths, p.path())).toList()
              : List.of();
    }

    private List<String> groups() {
      return populations
          .memory()
          .get(
              folder.resolve(PopulationSummaries.PK_SUMMARY),
              "groups",
              () -> StoredSummaries.groups(folder),
              all -> (long) POINT_BYTES * all.size());
    }

    private List<Shown> bands(String group) {
      return populations
          .memory()
          .get(
              folder.resolve(Store.AGGREGATES),
              "bands " + group,
              () -> StoredSummaries.bands(folder, group).stream().map(Shown::of).toList(),
              all -> POINT_BYTES * all.stream().mapToLong(b -> b.band().times().size()).sum());
    }

    private List<StoredSummaries.Pk> pk(String group) {
      return populations
          .memory()
          .get(
              folder.resolve(PopulationSummaries.PK_SUMMARY),
              "pk " + group,
              () -> StoredSummaries.pk(folder, group),
              all -> (long) POINT_BYTES * all.size());
    }

    private List<PkSummary> pkSummaries(String group) {
      return populations
          .memory()
          .get(
              folder.resolve(PopulationSummaries.PK_SUMMARY),
              "pk summaries " + group,
              () -> pk(group).stream().map(PkSummary::of).toList(),
              all -> (long) POINT_BYTES * all.size());
    }

    private static boolean wanted(List<String> paths, String path) {
      return paths == null
          || paths.isEmpty()
          || paths.stream().anyMatch(one -> PathPattern.of(one).matches(path));
    }

    private int first(String cursor) {
      if (cursor == null) {
        return 0;
      }
      for (int i = 0; i < manifest.chunks().size(); i++) {
        if (manifest.chunks().get(i).chunkId().equals(cursor)) {
          return i;
        }
      }
      throw BridgeException.invalid(
          "cursor",
          "cursor \"" + cursor + "\" is not of these results",
          "pass nextCursor unchanged");
    }

    int longest(int outputs, int points) {
      return bands.stream()
          .limit(outputs)
          .mapToInt(b -> Math.min(points, b.band().times().size()))
          .max()
          .orElse(0);
    }

    Response response(int outputs, int points, int limit) {
      List<Manifest.Chunk> all = manifest.chunks();
      int last = (int) Math.min(all.size(), (long) first + limit);
      List<Chunk> chunks = new ArrayList<>();
      for (Manifest.Chunk chunk : all.subList(first, last)) {
        chunks.add(chunk(chunk));
      }
      List<Shown> shown = bands.stream().limit(outputs).toList();
      List<String> shownPaths = shown.stream().map(b -> b.band().path()).toList();
      boolean thinned = shown.stream().anyMatch(b -> b.band().times().size() > points);
      return new Response(
          resultsId,
          simulationId(),
          status(),
          manifest.updatedAt(),
          cohort(),
          manifest.progress(),
          aggregates(),
          groups,
          pk.stream().filter(p -> shownPaths.contains(p.path())).toList(),
          shown.stream().map(band -> band.course(points)).toList(),
          chunks,
          files(),
          failures(),
          cut(bands.size() - shown.size(), thinned, all.size() - last),
          last < all.size() ? all.get(last).chunkId() : null,
          manifest.warnings(),
          metadata());
    }

    /** Length of an answer as JSON. Its time courses are most of it, and do not change. */
    long bytes(Response response) {
      long bytes = Json.bytes(response.withoutTimeCourses()).length;
      for (TimeCourse course : response.timeCourses()) {
        bytes +=
            bands.stream()
                .filter(band -> band.whole() == course)
                .mapToLong(Shown::bytes)
                .findFirst()
                .orElseGet(() -> Json.bytes(course).length);
      }
      return bytes + Math.max(0, response.timeCourses().size() - 1);
    }

    private String simulationId() {
      try {
        return jobs.get(resultsId).simulationId();
      } catch (BridgeException e) {
        // The job is forgotten, or the folder came from elsewhere.
        return manifest.inputs().simulation();
      }
    }

    /** That of the job, which knows more than a manifest of a process that was killed. */
    private String status() {
      try {
        JobRecord job = jobs.get(resultsId);
        return job.state().wireName();
      } catch (BridgeException e) {
        return manifest.state().name().toLowerCase(java.util.Locale.ROOT);
      }
    }

    private Cohort cohort() {
      Manifest.Inputs inputs = manifest.inputs();
      return new Cohort(
          manifest.subjects(),
          inputs.sampling(),
          inputs.seed(),
          manifest.covariates(),
          inputs.replicates(),
          manifest.varied().size());
    }

    /** Whatever paths are asked for: those of the first output. */
    private Map<String, Double> aggregates() {
      return Aggregates.of(manifest.notes().aggregates(), manifest.outputs().get(0).path(), allPk);
    }

    private Chunk chunk(Manifest.Chunk chunk) {
      return new Chunk(
          chunk.chunkId(),
          ResourceLink.chunkPath(resultsId, chunk.chunkId()),
          ARROW,
          chunk.sizeBytes(),
          chunk.sha256(),
          chunk.rows(),
          chunk.subjectRange(),
          chunk.timeRange(),
          preview(chunk));
    }

    private JsonNode preview(Manifest.Chunk chunk) {
      return populations
          .memory()
          .get(
              folder.resolve(chunk.file()),
              "preview",
              () -> readPreview(chunk),
              preview -> PREVIEW_BYTES)
          .deepCopy();
    }

    /** The beginning of the first run, or why it cannot be read. */
    private ObjectNode readPreview(Manifest.Chunk chunk) {
      ObjectNode preview = Json.mapper().createObjectNode();
      try (ChunkReader reader = ChunkReader.open(folder, manifest, chunk)) {
        if (reader.runs() == 0) {
          return preview;
        }
        double[] times = reader.times();
        double[] values = new double[times.length];
        reader.values(0, 0, 1, values, 0);
        preview.put("individualId", chunk.subjectRange().get(0));
        ArrayNode shownTimes = preview.putArray("time");
        ArrayNode shownValues = preview.putArray("values");
        for (int i = 0; i < Math.min(PREVIEW_POINTS, times.length); i++) {
          shownTimes.add(times[i]);
          shownValues.addPOJO(values[i]);
        }
      } catch (StoreException | IOException e) {
        preview.put("error", e.getMessage());
      }
      return preview;
    }

    private List<FileHandle> files() {
      List<FileHandle> files = new ArrayList<>();
      for (String name :
          List.of(
              Store.AGGREGATES,
              Store.PK,
              PopulationSummaries.PK_SUMMARY,
              Store.SUBJECTS,
              Store.FAILURES)) {
        Path file = folder.resolve(name);
        try {
          if (Files.exists(file)) {
            files.add(
                new FileHandle(
                    name, ResourceLink.populationFile(resultsId, name), Files.size(file)));
          }
        } catch (IOException e) {
          throw new StoreException(file + " cannot be read: " + e, e);
        }
      }
      return files;
    }

    private List<Manifest.Failure> failures() {
      return manifest.chunks().stream()
          .flatMap(chunk -> chunk.failures().stream())
          .limit(SHOWN_FAILURES)
          .toList();
    }

    private String cut(int outputs, boolean thinned, int chunks) {
      List<String> missing = new ArrayList<>();
      if (outputs > 0) {
        missing.add(outputs + " more outputs: name paths");
      }
      if (thinned) {
        missing.add("further times: raise maxPoints or read aggregates.csv");
      }
      if (chunks > 0) {
        missing.add(chunks + " more chunks: pass nextCursor");
      }
      return missing.isEmpty() ? null : "left out are " + String.join("; ", missing);
    }

    private Metadata metadata() {
      return new Metadata(
          manifest.inputs().model(),
          manifest.inputs().modelSha256(),
          manifest.time().points(),
          manifest.outputs().size(),
          manifest.chunks().size(),
          manifest.chunks().stream().mapToLong(Manifest.Chunk::sizeBytes).sum(),
          manifest.error(),
          manifest.notes().metadata());
    }
  }

  /**
   * An output over time with what is shown of it when all is.
   *
   * @param bytes length of that as JSON
   */
  private record Shown(StoredSummaries.Band band, TimeCourse whole, int bytes) {
    static Shown of(StoredSummaries.Band band) {
      TimeCourse whole = TimeCourse.of(band, Integer.MAX_VALUE);
      return new Shown(band, whole, Json.bytes(whole).length);
    }

    TimeCourse course(int points) {
      return points >= band.times().size() ? whole : TimeCourse.of(band, points);
    }
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder("Population ");
    text.append(response.resultsId()).append(" is ").append(response.status()).append(": ");
    text.append(response.progress().subjectsDone()).append(" of ").append(response.cohort().size());
    text.append(" subjects, ").append(response.progress().runsFailed()).append(" failed runs, ");
    text.append(response.metadata().chunksTotal()).append(" chunks.");
    response
        .pk()
        .forEach(
            p -> {
              if (p.parameter().equals("C_max") || p.parameter().equals("AUC_tEnd")) {
                text.append('\n').append(p.path()).append(' ').append(p.parameter());
                text.append(": median ").append(p.median()).append(", 5 to 95 % ").append(p.p5());
                text.append(" to ").append(p.p95()).append(' ').append(p.unit());
              }
            });
    return response.cut() == null
        ? text.toString()
        : text.append('\n').append(response.cut()).toString();
  }

  @Override
  public List<ResourceLink> links(Response response) {
    return response.chunks().stream()
        .map(chunk -> ResourceLink.chunk(response.resultsId(), chunk.chunkId()))
        .toList();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "resultsId, or jobId while it runs", minLength = 1, maxLength = 128)
          String resultsId,
      @Field(value = "Outputs: paths or globs; default: all", optional = true) List<String> paths,
      @Field(value = "One of groups, e.g. Sex=f; default: all", optional = true) String group,
      @Field(
              value = "Times of a time course; default: 12 on MCP, else all",
              optional = true,
              minimum = 2,
              maximum = 1_000_000)
          Integer maxPoints,
      @Field(
              value = "Chunk handles; default: 10 on MCP, else 1000",
              optional = true,
              minimum = 1,
              maximum = 100_000)
          Integer limit,
      @Field(value = "nextCursor", optional = true, maxLength = 64) String cursor,
      @Field(
              value = "As in get_results",
              optional = true,
              minimum = 4096,
              maximum = 1_073_741_824,
              unit = "bytes")
          Integer maxBytes)
      implements ToolRequest<Response> {
    /** All there is. */
    public static Request of(String resultsId) {
      return new Request(resultsId, null, null, null, null, null, null);
    }
  }

  /**
   * Answer.
   *
   * @param status state of the job; that of the manifest when the job is not known any more
   * @param progress what the stored chunks hold
   * @param aggregates single numbers of the first output: those asked for, else mean, sd and median
   *     of Cmax, Tmax and AUC
   * @param groups that statistics can be asked for; empty before the end
   * @param pk statistics of the PK parameters; empty before the end
   * @param timeCourses statistics over time; empty before the end
   * @param chunks the finished ones
   * @param failures the first failed runs
   * @param cut what is missing and how to get it; null when nothing is
   */
  public record Response(
      String resultsId,
      String simulationId,
      String status,
      String generatedAt,
      Cohort cohort,
      @Field(brief = true) Manifest.Progress progress,
      @Field(brief = true) Map<String, Double> aggregates,
      List<String> groups,
      @Field(brief = true) List<PkSummary> pk,
      @Field(brief = true) List<TimeCourse> timeCourses,
      @Field(brief = true) List<Chunk> chunks,
      @Field(brief = true) List<FileHandle> files,
      @Field(brief = true) List<Manifest.Failure> failures,
      @Field(optional = true) String cut,
      @Field(optional = true) String nextCursor,
      List<String> warnings,
      @Field(brief = true) Metadata metadata) {
    private Response withoutTimeCourses() {
      return new Response(
          resultsId,
          simulationId,
          status,
          generatedAt,
          cohort,
          progress,
          aggregates,
          groups,
          pk,
          List.of(),
          chunks,
          files,
          failures,
          cut,
          nextCursor,
          warnings,
          metadata);
    }
  }

  /**
   * Who is in it.
   *
   * @param sampling how they were drawn; {@code csv} for a file
   * @param variedQuantities how many quantities differ between them
   */
  public record Cohort(
      int size,
      String sampling,
      long seed,
      List<String> covariates,
      int replicates,
      int variedQuantities) {}

  /** A PK parameter of an output over the runs. */
  public record PkSummary(
      String path,
      String parameter,
      String unit,
      int count,
      @Field(nonFinite = true) double mean,
      @Field(nonFinite = true) double sd,
      @Field(nonFinite = true) double geometricMean,
      @Field(nonFinite = true) double p5,
      @Field(nonFinite = true) double median,
      @Field(nonFinite = true) double p95) {
    static PkSummary of(StoredSummaries.Pk pk) {
      Statistics s = pk.figures();
      double[] p = s.percentiles();
      return new PkSummary(
          pk.path(),
          pk.parameter(),
          pk.unit(),
          s.count(),
          rounded(s.mean()),
          rounded(s.deviation()),
          rounded(s.geometricMean()),
          rounded(p[0]),
          rounded(p[MEDIAN]),
          rounded(p[p.length - 1]));
    }
  }

  /** The files have all digits. */
  private static double rounded(double value) {
    return SixDigits.of(value);
  }

  /**
   * An output over time: lists of equal length.
   *
   * @param time min
   */
  public record TimeCourse(
      String path,
      String unit,
      int totalPoints,
      List<Double> time,
      @Field(nonFinite = true) List<Double> mean,
      @Field(nonFinite = true) List<Double> p5,
      @Field(nonFinite = true) List<Double> p25,
      @Field(nonFinite = true) List<Double> median,
      @Field(nonFinite = true) List<Double> p75,
      @Field(nonFinite = true) List<Double> p95) {
    static TimeCourse of(StoredSummaries.Band band, int points) {
      double[] medians =
          band.figures().stream().mapToDouble(f -> f.percentiles()[MEDIAN]).toArray();
      List<Integer> kept = new ArrayList<>();
      for (int i : Decimation.keep(medians, points)) {
        kept.add(i);
      }
      List<List<Double>> percentiles = new ArrayList<>();
      for (int p = 0; p < Statistics.FRACTIONS.length; p++) {
        int column = p;
        percentiles.add(
            kept.stream().map(i -> rounded(band.figures().get(i).percentiles()[column])).toList());
      }
      return new TimeCourse(
          band.path(),
          band.unit(),
          medians.length,
          kept.stream().map(band.times()::get).toList(),
          kept.stream().map(i -> rounded(band.figures().get(i).mean())).toList(),
          percentiles.get(0),
          percentiles.get(1),
          percentiles.get(2),
          percentiles.get(3),
          percentiles.get(4));
    }
  }

  /**
   * A chunk: get it over HTTP, as Arrow, CSV or JSON by {@code Accept}.
   *
   * @param uri over HTTP the path below the server, as MCP resource after {@code perfusion://}
   * @param subjectRange ids of the first and last individual
   * @param timeRange min
   */
  public record Chunk(
      String chunkId,
      String uri,
      String contentType,
      long sizeBytes,
      String sha256,
      long rows,
      List<Integer> subjectRange,
      List<Double> timeRange,
      JsonNode preview) {}

  /** A table of the folder. */
  public record FileHandle(String name, String uri, long sizeBytes) {}

  /**
   * Facts about the whole.
   *
   * @param supplied the metadata of the request
   */
  public record Metadata(
      String model,
      String modelSha256,
      int timePoints,
      int outputsTotal,
      int chunksTotal,
      long bytesTotal,
      String error,
      @Field(optional = true) JsonNode supplied) {}
}
