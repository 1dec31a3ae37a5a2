package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tool {@code get_results}. */
public final class GetResults implements Tool<GetResults.Request, GetResults.Response> {
  private static final int SHOWN_IN_TEXT = 20;
  private static final double NANOS_PER_MS = 1e6;

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
        "Reads the time courses of a finished run. Name the wanted outputs in paths and bound the"
            + " points of each with maxPoints (peaks are kept) to keep the answer small.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    StoredResult stored = results.get(request.resultsId());
    Results run = stored.results();
    List<Results.Series> wanted = select(run, request.paths());
    List<Series> series = new ArrayList<>(wanted.size());
    for (Results.Series one : wanted) {
      series.add(series(run.times(), one, request.maxPoints()));
    }
    return new Response(
        stored.resultsId(),
        stored.simulationId(),
        stored.backend(),
        stored.generatedAt().toString(),
        new Metadata(run.simulation(), "min", run.times().length, run.series().size()),
        Statistics.of(run.statistics(), run.runNanos() / NANOS_PER_MS),
        series,
        run.warnings());
  }

  private static List<Results.Series> select(Results run, List<String> paths) {
    if (paths == null || paths.isEmpty()) {
      return run.series();
    }
    Set<Results.Series> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String path : paths) {
      PathPattern pattern = PathPattern.of(path);
      List<Results.Series> hits =
          run.series().stream().filter(s -> named(s.quantity(), path, pattern)).toList();
      if (hits.isEmpty()) {
        throw BridgeException.notFound(
            "paths", "no output \"" + path + "\" in these results", "outputs: " + outputs(run));
      }
      chosen.addAll(hits);
    }
    return run.series().stream().filter(chosen::contains).toList();
  }

  private static boolean named(QuantityInfo quantity, String path, PathPattern pattern) {
    return path.equals(quantity.path())
        || path.equals(quantity.fullPath())
        || pattern.isGlob() && pattern.matches(quantity.path());
  }

  private static String outputs(Results run) {
    List<String> names = run.series().stream().map(s -> s.quantity().path()).limit(5).toList();
    return String.join(", ", names) + (run.series().size() > 5 ? ", ..." : "");
  }

  private static Series series(double[] times, Results.Series series, Integer maxPoints) {
    int[] kept = Decimation.keep(series.values(), maxPoints == null ? times.length : maxPoints);
    List<Point> points = new ArrayList<>(kept.length);
    for (int i : kept) {
      points.add(new Point(times[i], series.values()[i]));
    }
    return new Series(
        series.quantity().path(),
        series.quantity().unit(),
        series.quantity().kind().name().toLowerCase(Locale.ROOT),
        times.length,
        points);
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder();
    text.append("Results ")
        .append(response.resultsId())
        .append(" of ")
        .append(response.simulationId())
        .append(": ")
        .append(response.series().size())
        .append(" series, ")
        .append(response.statistics().steps())
        .append(" solver steps.");
    for (Series series : response.series().stream().limit(SHOWN_IN_TEXT).toList()) {
      Point peak = series.peak();
      text.append('\n').append(series.parameter());
      if (peak != null) {
        text.append(": maximum ")
            .append(peak.value())
            .append(' ')
            .append(series.unit())
            .append(" at ")
            .append(peak.time())
            .append(" min");
      }
    }
    int more = response.series().size() - SHOWN_IN_TEXT;
    return more > 0
        ? text.append("\nand ").append(more).append(" more").toString()
        : text.toString();
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
              value = "Most points of one series; default: all",
              optional = true,
              minimum = 2,
              maximum = 1_000_000)
          Integer maxPoints)
      implements ToolRequest<Response> {
    /** All series in full. */
    public static Request of(String resultsId) {
      return new Request(resultsId, null, null);
    }
  }

  /** Answer. */
  public record Response(
      String resultsId,
      String simulationId,
      String backend,
      String generatedAt,
      Metadata metadata,
      Statistics statistics,
      List<Series> series,
      List<String> warnings) {}

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
   * @param totalPoints points before any reduction
   */
  public record Series(
      String parameter, String unit, String kind, int totalPoints, List<Point> values) {
    /** The first point of largest value; null when there is none. */
    Point peak() {
      Point best = null;
      for (Point point : values) {
        if (best == null || point.value() > best.value()) {
          best = point;
        }
      }
      return best;
    }
  }

  /**
   * One point.
   *
   * @param time min
   */
  public record Point(double time, @Field(nonFinite = true) double value) {}
}
