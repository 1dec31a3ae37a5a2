package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.result.StoredPopulation;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tool {@code get_results}. */
public final class GetResults implements Tool<GetResults.Request, GetResults.Response> {
  private static final int SHOWN_IN_TEXT = 20;
  private static final double NANOS_PER_MS = 1e6;
  private static final int MCP_POINTS = 40;
  private static final int MCP_BYTES = 32_768;
  private static final int REST_BYTES = 64 << 20;

  private final ResultStore results;

  /** The tool on its services. */
  public GetResults(ResultStore results) {
    this.results = results;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "get_results",
        "Read results",
        "Reads results of a finished job: per output a summary and the time course. Narrow with"
            + " paths, from, to, maxPoints (peaks are kept); more follow when nextCursor is set.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    StoredResult stored = results.get(request.resultsId());
    if (stored instanceof StoredPopulation) {
      throw BridgeException.invalid(
          "resultsId",
          request.resultsId() + " is a population",
          "call get_population_results with this resultsId");
    }
    return stored instanceof StoredRun run
        ? response(run, request, context)
        : response((StoredAnalysis) stored, request, context);
  }

  private static Response response(StoredRun stored, Request request, ToolContext context) {
    Results run = stored.results();
    ResultSelection selection =
        ResultSelection.of(run, request.paths(), request.from(), request.to());
    int most = context.isMcp() ? MCP_POINTS : Integer.MAX_VALUE;
    ResultPage page =
        new ResultPage(
            selection,
            request.maxPoints() == null ? most : request.maxPoints(),
            bytes(request, context),
            request.cursor());
    return new Response(
        stored.resultsId(),
        stored.simulationId(),
        stored.backend(),
        stored.generatedAt().toString(),
        JobRequest.SIMULATION,
        new Metadata(run.simulation(), "min", run.times().length, run.series().size()),
        Statistics.of(run.statistics(), run.runNanos() / NANOS_PER_MS),
        page.summaries,
        page.shown,
        page.cut(),
        page.nextCursor(),
        null,
        List.of(),
        run.warnings());
  }

  private static Response response(StoredAnalysis stored, Request request, ToolContext context) {
    ReportPage page =
        new ReportPage(stored.report(), request.paths(), bytes(request, context), request.cursor());
    return new Response(
        stored.resultsId(),
        stored.simulationId(),
        stored.backend(),
        stored.generatedAt().toString(),
        stored.type(),
        null,
        null,
        List.of(),
        List.of(),
        page.cut,
        page.nextCursor,
        page.report,
        Artefact.of(stored),
        List.of());
  }

  private static int bytes(Request request, ToolContext context) {
    if (request.maxBytes() != null) {
      return request.maxBytes();
    }
    return switch (context.transport()) {
      case "mcp" -> MCP_BYTES;
      case "rest" -> REST_BYTES;
      default -> Integer.MAX_VALUE;
    };
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder();
    text.append("Results ").append(response.resultsId()).append(" of ");
    text.append(response.simulationId()).append(": ");
    if (response.metadata() == null) {
      text.append(response.kind()).append(" analysis, see report.");
      return response.cut() == null
          ? text.toString()
          : text.append('\n').append(response.cut()).toString();
    }
    text.append(response.metadata().seriesTotal()).append(" series of ");
    text.append(response.metadata().timePoints()).append(" points.");
    for (SeriesSummary series : response.summary().stream().limit(SHOWN_IN_TEXT).toList()) {
      text.append('\n').append(series.text());
    }
    return response.cut() == null
        ? text.toString()
        : text.append('\n').append(response.cut()).toString();
  }

  @Override
  public List<ResourceLink> links(Response response) {
    return response.metadata() != null
        ? List.of(ResourceLink.csv(response.resultsId()))
        : response.artefacts().stream()
            .map(a -> new ResourceLink(a.uri(), a.name(), a.contentType()))
            .toList();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "resultsId of a succeeded job", minLength = 1, maxLength = 128)
          String resultsId,
      @Field(
              value = "Wanted outputs: paths or globs as in list_parameters; default: all",
              optional = true)
          List<String> paths,
      @Field(
              value = "Most points of one series; default: 40 on MCP, else all",
              optional = true,
              minimum = 2,
              maximum = 1_000_000)
          Integer maxPoints,
      @Field(value = "First time wanted, min", optional = true) Double from,
      @Field(value = "Last time wanted, min", optional = true) Double to,
      @Field(value = "nextCursor of the page before", optional = true, maxLength = 64)
          String cursor,
      @Field(
              value = "Most bytes of the answer; default: 32768 on MCP, 64 MB over REST",
              optional = true,
              minimum = 4096,
              maximum = 1_073_741_824,
              unit = "bytes")
          Integer maxBytes)
      implements ToolRequest<Response> {
    /** All series in full. */
    public static Request of(String resultsId) {
      return of(resultsId, null, null);
    }

    /** Some series with so many points each. */
    public static Request of(String resultsId, List<String> paths, Integer maxPoints) {
      return new Request(resultsId, paths, maxPoints, null, null, null, null);
    }
  }

  /**
   * Answer.
   *
   * @param kind {@code simulation} or the analysis that it is
   * @param metadata of a run; null for an analysis
   * @param statistics of a run; null for an analysis
   * @param summary of the series that begin on this page
   * @param cut what is missing and how to get it; null when nothing is
   * @param report of an analysis; null for a run
   * @param artefacts files of an analysis
   */
  public record Response(
      String resultsId,
      String simulationId,
      String backend,
      String generatedAt,
      String kind,
      @Field(optional = true) Metadata metadata,
      @Field(optional = true, brief = true) Statistics statistics,
      List<SeriesSummary> summary,
      List<Series> series,
      @Field(optional = true) String cut,
      @Field(optional = true) String nextCursor,
      @Field(optional = true) JsonNode report,
      @Field(brief = true) List<Artefact> artefacts,
      List<String> warnings) {}

  /**
   * A file of an analysis.
   *
   * @param uri handle: readable as MCP resource, and over HTTP below {@code /results}
   */
  public record Artefact(String name, String contentType, int sizeBytes, String uri) {
    static List<Artefact> of(StoredAnalysis stored) {
      return stored.artefacts().stream()
          .map(
              a ->
                  new Artefact(
                      a.name(),
                      a.contentType(),
                      a.content().length,
                      ResourceLink.artefact(stored.resultsId(), a.name(), a.contentType()).uri()))
          .toList();
    }
  }

  /**
   * Facts about the whole result, whatever was asked for.
   *
   * @param timePoints output times of the run
   * @param seriesTotal outputs of the run
   */
  public record Metadata(String simulation, String timeUnit, int timePoints, int seriesTotal) {}

  /** What the integrator did. */
  public record Statistics(
      long steps,
      long rhsCalls,
      long jacobians,
      long factorisations,
      long newtonIterations,
      long errorTestFailures,
      long convergenceFailures,
      long restarts,
      double runMs) {
    static Statistics of(SolverStatistics s, double runMs) {
      return new Statistics(
          s.steps(),
          s.rhsCalls(),
          s.jacobians(),
          s.factorisations(),
          s.newtonIterations(),
          s.errorTestFailures(),
          s.convergenceFailures(),
          s.restarts(),
          runMs);
    }
  }

  /**
   * One output over time.
   *
   * @param parameter path without the simulation name
   * @param totalPoints points in the window before any reduction
   */
  public record Series(
      String parameter, String unit, String kind, int totalPoints, List<Point> values) {}

  /**
   * One point.
   *
   * @param time min
   */
  public record Point(double time, @Field(nonFinite = true) double value) {}
}
