package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tool {@code set_parameter_value}. */
public final class SetParameterValue
    implements Tool<SetParameterValue.Request, SetParameterValue.Response> {
  private static final int SHOWN_DEPENDENTS = 10;

  private final SessionRegistry sessions;
  private final Clock clock;

  /** The tool on its services. */
  public SetParameterValue(SessionRegistry sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "set_parameter_value",
        "Change parameters",
        "Sets parameters or initial values of species for the runs submitted from now on: one by"
            + " parameterPath and value, or several by values, all or none. updateMode relative adds"
            + " to the current value.",
        ToolSpec.WRITERS,
        true,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    List<Session.Wanted> wanted = wanted(request);
    Session session = sessions.get(request.simulationId());
    Instant now = clock.instant();
    List<Session.Change> changes =
        sessions.change(request.simulationId(), s -> s.set(wanted, ParameterRange::check, now));
    List<String> warnings = new ArrayList<>();
    Set<String> direct = new LinkedHashSet<>();
    Set<String> all = new LinkedHashSet<>();
    List<ChangedValue> others = new ArrayList<>();
    for (Session.Change change : changes) {
      QuantityInfo quantity = change.after().quantity();
      ParameterRange.remark(quantity, change.after().value()).ifPresent(warnings::add);
      Dependents dependents = session.dependents(quantity.fullPath());
      dependents.direct().forEach(q -> direct.add(q.path()));
      dependents.all().forEach(q -> all.add(q.path()));
      if (change != changes.get(0)) {
        others.add(ChangedValue.of(change));
      }
    }
    if (all.isEmpty()) {
      warnings.add("Nothing in the model depends on what was set.");
    }
    Session.Change first = changes.get(0);
    return new Response(
        ParameterValue.of(first.after()),
        first.before().value(),
        others,
        all.size(),
        direct.stream().limit(SHOWN_DEPENDENTS).toList(),
        warnings);
  }

  @Override
  public void check(Request request) {
    sessions
        .get(request.simulationId())
        .copy()
        .set(wanted(request), ParameterRange::check, clock.instant());
  }

  /** Wishes of the call; the single one and those of the list are alternatives. */
  static List<Session.Wanted> wanted(Request request) {
    boolean single = request.parameterPath() != null || request.value() != null;
    if (single == (request.values() != null)) {
      throw BridgeException.invalid(
          single ? "values" : "parameterPath",
          single
              ? "parameterPath with value, and values: only one of the two can be given"
              : "required field \"parameterPath\" is missing, and so is \"values\"",
          "give parameterPath and value, or values: [{parameterPath, value, unit}]");
    }
    if (!single) {
      if (request.values().isEmpty()) {
        throw BridgeException.invalid("values", "values is empty", "name at least one value");
      }
      return request.values().stream()
          .map(
              one ->
                  new Session.Wanted(
                      one.parameterPath().strip(),
                      one.value(),
                      unit(one.unit()),
                      relative(one.updateMode() == null ? request.updateMode() : one.updateMode())))
          .toList();
    }
    if (request.parameterPath() == null || request.value() == null) {
      String missing = request.value() == null ? "value" : "parameterPath";
      throw BridgeException.invalid(
          missing, "required field \"" + missing + "\" is missing", "give parameterPath and value");
    }
    return List.of(
        new Session.Wanted(
            request.parameterPath().strip(),
            request.value(),
            unit(request.unit()),
            relative(request.updateMode())));
  }

  /** The predecessor's word for a plain number is accepted. */
  private static String unit(String unit) {
    return unit != null && unit.strip().equalsIgnoreCase("unitless") ? "" : unit;
  }

  private static boolean relative(String mode) {
    String word = mode == null ? "absolute" : mode.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "absolute" -> false;
      case "relative" -> true;
      default ->
          throw BridgeException.invalid(
              "updateMode",
              "updateMode = \"" + mode + "\": allowed are absolute and relative",
              null);
    };
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder();
    text.append(response.parameter().text()).append(" (was ").append(response.previousValue());
    text.append(')');
    for (ChangedValue other : response.others()) {
      text.append('\n').append(other.path()).append(" = ").append(other.value());
      text.append(' ').append(other.unit()).append(" (was ").append(other.previousValue());
      text.append(')');
    }
    text.append('\n').append(response.dependentCount()).append(" quantities depend on it");
    if (!response.dependents().isEmpty()) {
      text.append(", directly ").append(String.join(", ", response.dependents()));
    }
    response.warnings().forEach(warning -> text.append("\nWarning: ").append(warning));
    return text.toString();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(
              value = "Full path, for example Organism|Weight",
              optional = true,
              minLength = 1,
              maxLength = 4096)
          String parameterPath,
      @Field(value = "New value, or what to add", optional = true) Double value,
      @Field(
              value = "Unit of value, of the parameter's dimension; default: its base unit",
              optional = true,
              maxLength = 64)
          String unit,
      @Field(
              value = "absolute (default) replaces the value, relative adds to it",
              optional = true,
              maxLength = 32)
          String updateMode,
      @Field(value = "Why; kept in the audit digest only", optional = true, maxLength = 1024)
          String comment,
      @Field(value = "Several values, set together or not at all", optional = true)
          List<Value> values)
      implements ToolRequest<Response> {
    /** Replaces a value. */
    public static Request of(String simulationId, String parameterPath, double value) {
      return new Request(simulationId, parameterPath, value, null, null, null, null);
    }
  }

  /** One of several values. */
  public record Value(
      @Field(minLength = 1, maxLength = 4096) String parameterPath,
      double value,
      @Field(optional = true, maxLength = 64) String unit,
      @Field(optional = true, maxLength = 32) String updateMode) {}

  /**
   * Answer.
   *
   * @param parameter the first parameter as it is now
   * @param others the other parameters
   * @param dependentCount quantities that depend on what was set, directly or not
   * @param dependents those that do so directly, the first of them
   */
  public record Response(
      ParameterValue parameter,
      @Field(nonFinite = true) double previousValue,
      List<ChangedValue> others,
      int dependentCount,
      List<String> dependents,
      List<String> warnings) {}

  /** A value before and after; base unit. */
  public record ChangedValue(
      String path,
      @Field(nonFinite = true) double value,
      String unit,
      @Field(nonFinite = true) double previousValue) {
    static ChangedValue of(Session.Change change) {
      QuantityInfo quantity = change.after().quantity();
      return new ChangedValue(
          quantity.path(), change.after().value(), quantity.unit(), change.before().value());
    }
  }
}
