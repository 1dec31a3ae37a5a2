package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import java.time.Clock;
import java.util.Locale;

/** Tool {@code set_parameter_value}. */
public final class SetParameterValue
    implements Tool<SetParameterValue.Request, SetParameterValue.Response> {
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
        "Change a parameter",
        "Sets a parameter or the initial value of a species, in its base unit, for the runs"
            + " submitted from now on. updateMode relative adds to the current value.",
        ToolSpec.WRITERS,
        true,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    String path = request.parameterPath().strip();
    boolean relative = relative(request.updateMode());
    requireBaseUnit(session.read(path), request.unit());
    Session.Change change = session.set(path, request.value(), relative, clock.instant());
    return new Response(ParameterValue.of(change.after()), change.before().value());
  }

  private static boolean relative(String mode) {
    String word = mode == null ? "absolute" : mode.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "absolute" -> false;
      case "relative" -> true;
      default ->
          throw BridgeException.invalid(
              "updateMode", "updateMode \"" + mode + "\"", "allowed are absolute and relative");
    };
  }

  private static void requireBaseUnit(Session.Reading reading, String unit) {
    String base = reading.quantity().unit();
    boolean dimensionless = base.isEmpty() && "unitless".equalsIgnoreCase(unit);
    if (unit != null && !unit.strip().equals(base) && !dimensionless) {
      throw BridgeException.invalid(
          "unit",
          "unit \""
              + unit
              + "\" of "
              + reading.quantity().path()
              + ": only the base unit "
              + (base.isEmpty() ? "(dimensionless)" : "\"" + base + "\"")
              + " is accepted",
          "convert the value to the base unit, or leave unit out");
    }
  }

  @Override
  public String text(Response response) {
    return response.parameter().text() + " (was " + response.previousValue() + ")";
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(value = "Full path, for example Organism|Weight", minLength = 1, maxLength = 4096)
          String parameterPath,
      @Field("New value, or what to add; base unit") double value,
      @Field(value = "The base unit, as a check", optional = true, maxLength = 64) String unit,
      @Field(
              value = "absolute (default) replaces the value, relative adds to it",
              optional = true,
              maxLength = 32)
          String updateMode,
      @Field(value = "Why; kept in the audit digest only", optional = true, maxLength = 1024)
          String comment)
      implements ToolRequest<Response> {
    /** Replaces a value. */
    public static Request of(String simulationId, String parameterPath, double value) {
      return new Request(simulationId, parameterPath, value, null, null, null);
    }
  }

  /** Answer. */
  public record Response(ParameterValue parameter, @Field(nonFinite = true) double previousValue) {}
}
