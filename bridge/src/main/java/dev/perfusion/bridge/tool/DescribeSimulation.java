package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.pk.Dosing;
import java.util.List;
import java.util.Map;

/** Tool {@code describe_simulation}. */
public final class DescribeSimulation
    implements Tool<DescribeSimulation.Request, DescribeSimulation.Response> {
  private static final int LISTED = 50;

  private final SessionRegistry sessions;

  /** The tool on its services. */
  public DescribeSimulation(SessionRegistry sessions) {
    this.sessions = sessions;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "describe_simulation",
        "Describe a simulation",
        "Tells what a loaded simulation is: source, size, outputs, simulated time, doses, solver"
            + " settings, and which values were changed.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    ModelInfo info = session.info();
    Map<String, Double> changes = session.recipe().values();
    List<QuantityInfo> outputs =
        session.quantities().stream().filter(QuantityInfo::output).toList();
    return new Response(
        session.simulationId(),
        info.name(),
        info.format(),
        info.source(),
        info.sha256(),
        session.createdAt().toString(),
        info.parameters(),
        info.species(),
        info.observers(),
        info.events(),
        info.endTime(),
        info.outputTimes(),
        info.absTol(),
        info.relTol(),
        outputs.stream().limit(LISTED).map(q -> new Output(q.path(), q.unit())).toList(),
        outputs.size(),
        doses(session, outputs),
        changes.keySet().stream()
            .limit(LISTED)
            .map(path -> ParameterValue.of(session.read(path)))
            .toList(),
        changes.size(),
        info.warnings());
  }

  /** Those of the first output that has any. */
  private static List<Dose> doses(Session session, List<QuantityInfo> outputs) {
    for (QuantityInfo output : outputs.stream().limit(LISTED).toList()) {
      Dosing dosing = session.dosing(output.fullPath());
      if (!dosing.applications().isEmpty()) {
        return dosing.applications().stream()
            .limit(LISTED)
            .map(
                one ->
                    new Dose(one.startTime(), finite(one.infusionTime()), finite(one.drugMass())))
            .toList();
      }
    }
    return List.of();
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  @Override
  public String text(Response r) {
    StringBuilder text = new StringBuilder();
    text.append(r.simulationId()).append(" is \"").append(r.name()).append("\" (");
    text.append(r.modelVersion()).append(") from ").append(r.source()).append(": ");
    text.append(r.parameters()).append(" parameters, ").append(r.species()).append(" species, ");
    text.append(r.events()).append(" events, ").append(r.endTime()).append(" min, ");
    text.append(r.doses().size()).append(" doses, ").append(r.outputCount()).append(" outputs:");
    r.outputs()
        .forEach(o -> text.append('\n').append(o.path()).append(" [").append(o.unit()).append(']'));
    text.append('\n').append(r.changedCount()).append(" values changed");
    r.changed().forEach(value -> text.append('\n').append(value.text()));
    return text.toString();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId)
      implements ToolRequest<Response> {}

  /**
   * Answer.
   *
   * @param endTime last output time (min)
   * @param outputTimes number of output times
   * @param outputs the first of them
   * @param doses of the first output that belongs to a drug
   * @param changed the first values that were set
   */
  public record Response(
      String simulationId,
      String name,
      String modelVersion,
      String source,
      String sha256,
      String loadedAt,
      int parameters,
      int species,
      int observers,
      int events,
      double endTime,
      int outputTimes,
      double absTol,
      double relTol,
      @Field(brief = true) List<Output> outputs,
      int outputCount,
      @Field(brief = true) List<Dose> doses,
      @Field(brief = true) List<ParameterValue> changed,
      int changedCount,
      List<String> warnings) {}

  /** An output. */
  public record Output(String path, String unit) {}

  /**
   * A dose.
   *
   * @param startTime min
   * @param infusionTime min; null for a dose at once
   * @param drugMass µmol; null when the model does not say
   */
  public record Dose(
      double startTime,
      @Field(optional = true) Double infusionTime,
      @Field(optional = true) Double drugMass) {}
}
