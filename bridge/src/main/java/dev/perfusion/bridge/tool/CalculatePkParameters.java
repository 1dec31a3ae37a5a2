package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import dev.perfusion.engine.pk.UserDefinedPk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tool {@code calculate_pk_parameters}. */
public final class CalculatePkParameters
    implements Tool<CalculatePkParameters.Request, CalculatePkParameters.Response> {
  private static final int MCP_OUTPUTS = 15;
  private static final int SHOWN_IN_TEXT = 10;

  private final ResultStore results;
  private final SimulationAdapter adapter;

  /** The tool on its services. */
  public CalculatePkParameters(ResultStore results, SimulationAdapter adapter) {
    this.results = results;
    this.adapter = adapter;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "calculate_pk_parameters",
        "Compute PK parameters",
        "Computes C_max, t_max, AUC, half-life, MRT, CL, Vss, Vd and more of the curves of a finished"
            + " run, per dosing interval for repeated doses, with units.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    if (!(results.get(request.resultsId()) instanceof StoredRun run)) {
      throw BridgeException.invalid(
          "resultsId",
          request.resultsId() + " is an analysis, it has no curves",
          "take the resultsId of a run_simulation job");
    }
    List<Results.Series> wanted =
        ResultSelection.series(
            "outputPath",
            run.results(),
            request.outputPath() == null ? null : List.of(request.outputPath().strip()));
    int most = context.isMcp() ? MCP_OUTPUTS : Integer.MAX_VALUE;
    List<String> warnings = new ArrayList<>();
    AdapterSession model = model(run, warnings);
    List<Metrics> metrics = new ArrayList<>();
    for (Results.Series series : wanted.subList(0, Math.min(most, wanted.size()))) {
      Dosing dosing = model == null ? Dosing.UNKNOWN : model.dosing(series.quantity().fullPath());
      metrics.add(metrics(run.results().times(), series, dosing, request.userDefined()));
    }
    return new Response(
        run.resultsId(),
        run.simulationId(),
        metrics,
        wanted.size() > most
            ? wanted.size() - most + " outputs are left out: narrow with outputPath"
            : null,
        warnings);
  }

  /** The model as it was run, for its doses; null when it cannot be had any more. */
  private AdapterSession model(StoredRun run, List<String> warnings) {
    try {
      return run.recipe().open(adapter);
    } catch (BridgeException e) {
      warnings.add(
          "The doses are not known, so what depends on them is NaN: " + e.getMessage() + ".");
      return null;
    }
  }

  private static Metrics metrics(
      double[] times, Results.Series series, Dosing dosing, List<UserDefined> custom) {
    String unit = series.quantity().unit();
    List<PkValue> all = new ArrayList<>(PkParameters.of(times, series.values(), unit, dosing));
    double cmax = value(all, "C_max");
    double tmax = value(all, "t_max");
    double auc = value(all, "AUC_tEnd");
    if (custom != null) {
      for (UserDefined one : custom) {
        all.add(PkParameters.of(times, series.values(), unit, dosing, one.wanted()));
      }
    }
    return new Metrics(
        series.quantity().path(),
        unit,
        cmax,
        tmax,
        auc,
        dosing.applications().size(),
        all.stream().map(v -> new Value(v.name(), v.value(), v.unit())).toList());
  }

  private static double value(List<PkValue> all, String name) {
    return all.stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow().value();
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder("PK parameters of ").append(response.resultsId());
    for (Metrics one : response.metrics().stream().limit(SHOWN_IN_TEXT).toList()) {
      text.append('\n').append(one.parameter()).append(':');
      for (Value value : one.values()) {
        text.append(' ').append(value.name()).append('=').append(value.value());
        text.append(value.unit().isEmpty() ? ";" : " " + value.unit() + ";");
      }
    }
    response.warnings().forEach(warning -> text.append("\nWarning: ").append(warning));
    return response.cut() == null
        ? text.toString()
        : text.append('\n').append(response.cut()).toString();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "resultsId of a succeeded run", minLength = 1, maxLength = 128)
          String resultsId,
      @Field(
              value = "Path or glob of the outputs wanted; default: all",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String outputPath,
      @Field(value = "Further parameters, each on a stretch of the curve", optional = true)
          List<UserDefined> userDefined)
      implements ToolRequest<Response> {
    /** The standard parameters of all outputs. */
    public static Request of(String resultsId) {
      return new Request(resultsId, null, null);
    }
  }

  /**
   * A parameter on a stretch of the curve: from a time or a dose to another, with offsets (min).
   *
   * @param parameter standard name such as {@code AUC_tEnd} or {@code T_threshold}
   * @param startApplication index of a dose, 0 the first
   * @param normalizationFactor the value is divided by it
   * @param concentrationThreshold unit of the curve
   */
  public record UserDefined(
      @Field(optional = true) String name,
      String parameter,
      @Field(optional = true) Double startTime,
      @Field(optional = true) Double endTime,
      @Field(optional = true) Integer startApplication,
      @Field(optional = true) Integer endApplication,
      @Field(optional = true) Double startOffset,
      @Field(optional = true) Double endOffset,
      @Field(optional = true) Double normalizationFactor,
      @Field(optional = true) Double concentrationThreshold) {
    private UserDefinedPk wanted() {
      UserDefinedPk.Quantity quantity =
          Arrays.stream(UserDefinedPk.Quantity.values())
              .filter(q -> q.standardName().equalsIgnoreCase(parameter.strip()))
              .findFirst()
              .orElseThrow(this::unknown);
      return new UserDefinedPk(
          name == null ? parameter : name,
          quantity,
          bound(startTime, startApplication, startOffset),
          bound(endTime, endApplication, endOffset),
          normalizationFactor == null ? 1 : normalizationFactor,
          concentrationThreshold == null ? Double.NaN : concentrationThreshold);
    }

    private BridgeException unknown() {
      return BridgeException.invalid(
          "userDefined",
          "there is no parameter \"" + parameter + "\" to evaluate on a stretch of the curve",
          "there are "
              + String.join(
                  ", ",
                  Arrays.stream(UserDefinedPk.Quantity.values())
                      .map(UserDefinedPk.Quantity::standardName)
                      .toList()));
    }

    private static UserDefinedPk.Bound bound(Double time, Integer application, Double offset) {
      return new UserDefinedPk.Bound(
          time == null ? Double.NaN : time,
          application == null ? -1 : application,
          offset == null ? 0 : offset);
    }
  }

  /**
   * Answer.
   *
   * @param cut what was left out; null when nothing was
   */
  public record Response(
      String resultsId,
      String simulationId,
      List<Metrics> metrics,
      @Field(optional = true) String cut,
      List<String> warnings) {}

  /**
   * Parameters of one output; the first three once more under the names of old.
   *
   * @param doses applications that were found
   */
  public record Metrics(
      String parameter,
      String unit,
      @Field(nonFinite = true) double cmax,
      @Field(nonFinite = true) double tmax,
      @Field(nonFinite = true) double auc,
      int doses,
      List<Value> values) {}

  /** A parameter; NaN when it cannot be had from the curve. */
  public record Value(String name, @Field(nonFinite = true) double value, String unit) {}
}
