package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Tool {@code load_simulation}. */
public final class LoadSimulation implements Tool<LoadSimulation.Request, LoadSimulation.Response> {
  private static final int MAX_ID = 64;
  private static final double NANOS_PER_MS = 1e6;

  private final SimulationAdapter adapter;
  private final ModelPaths paths;
  private final SessionRegistry sessions;
  private final Clock clock;

  /** The tool on its services. */
  public LoadSimulation(
      SimulationAdapter adapter, ModelPaths paths, SessionRegistry sessions, Clock clock) {
    this.adapter = adapter;
    this.paths = paths;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "load_simulation",
        "Load a simulation",
        "Loads a PBPK model file and makes it available under simulationId. Do this first; then"
            + " list_parameters, set_parameter_value, run_simulation.",
        ToolSpec.WRITERS,
        true,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    ModelSource source = paths.resolve("filePath", request.filePath(), request.simulationName());
    String id =
        request.simulationId() == null
            ? ModelPaths.stem(request.filePath())
            : request.simulationId().strip();
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw BridgeException.invalid(
          "simulationId",
          "simulationId \"" + id + "\" has " + id.length() + " characters; allowed are 1 to 64",
          "give a simulationId of 1 to 64 characters");
    }
    sessions.requireFree(id);
    AdapterSession model = adapter.open(source, context.cancellation());
    requireName(request.simulationName(), source, model.info().name());
    Session session = new Session(id, source, model, clock.instant());
    return response(session, sessions.add(session));
  }

  /** Of a project the adapter has looked for it, by the names that the project lists. */
  private static void requireName(String wanted, ModelSource source, String name) {
    boolean project = source instanceof ModelSource.File file && file.isProject();
    if (wanted != null && !project && !wanted.equals(name)) {
      throw BridgeException.invalid(
          "simulationName",
          source.label() + ": has no simulation \"" + wanted + "\"; it has \"" + name + '"',
          "leave simulationName out: only a project file has several simulations");
    }
  }

  private Response response(Session session, List<SessionRegistry.Eviction> evicted) {
    ModelInfo info = session.info();
    List<String> warnings = new ArrayList<>(info.warnings());
    evicted.forEach(
        one -> warnings.add(one.simulationId() + " was unloaded: " + one.reason() + "."));
    Metadata metadata =
        new Metadata(
            info.name(),
            info.format(),
            null,
            null,
            adapter.name(),
            info.sizeBytes(),
            info.sha256(),
            info.parameters(),
            info.species(),
            info.observers(),
            info.events(),
            info.loadNanos() / NANOS_PER_MS,
            info.cached());
    return new Response(session.simulationId(), metadata, warnings);
  }

  @Override
  public String text(Response response) {
    Metadata m = response.metadata();
    return "Loaded \""
        + m.name()
        + "\" as simulationId "
        + response.simulationId()
        + ": "
        + m.parameters()
        + " parameters, "
        + m.species()
        + " species, "
        + m.observers()
        + " observers, "
        + m.events()
        + " events."
        + (response.warnings().isEmpty()
            ? ""
            : " Warnings: " + String.join(" ", response.warnings()))
        + " Next: list_parameters or run_simulation.";
  }

  /** Arguments. */
  public record Request(
      @Field(
              value =
                  "Path of a .pkml, SimModel .xml, .pksim5 or .mbp3 file below the model search path,"
                      + " or classpath:demo.pkml for the demo model",
              minLength = 1,
              maxLength = 4096)
          String filePath,
      @Field(
              value = "Id for later calls; default: the file name without extension",
              optional = true,
              minLength = 1,
              maxLength = MAX_ID)
          String simulationId,
      @Field(
              value = "Which simulation of a .pksim5 or .mbp3 project; not needed for the only one",
              optional = true,
              minLength = 1,
              maxLength = 1024)
          String simulationName)
      implements ToolRequest<Response> {
    /** A file with one simulation. */
    public Request(String filePath, String simulationId) {
      this(filePath, simulationId, null);
    }
  }

  /** Answer. */
  public record Response(
      String simulationId, @Field(brief = true) Metadata metadata, List<String> warnings) {}

  /**
   * Facts about the model.
   *
   * @param modelVersion format of the file and its version
   * @param loadMs from the call to the model ready to run
   * @param cached the compiled model of an unchanged file was reused
   */
  public record Metadata(
      String name,
      @Field(optional = true) String modelVersion,
      @Field(optional = true) String createdBy,
      @Field(optional = true) String createdAt,
      String backend,
      long sizeBytes,
      String sha256,
      int parameters,
      int species,
      int observers,
      int events,
      double loadMs,
      boolean cached) {}
}
