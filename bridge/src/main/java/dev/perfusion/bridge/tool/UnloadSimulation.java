package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;

/** Tool {@code unload_simulation}. */
public final class UnloadSimulation
    implements Tool<UnloadSimulation.Request, UnloadSimulation.Response> {
  private final SessionRegistry sessions;

  /** The tool on its services. */
  public UnloadSimulation(SessionRegistry sessions) {
    this.sessions = sessions;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "unload_simulation",
        "Unload a simulation",
        "Forgets a loaded simulation and the values set in it. Its jobs go on, its results stay."
            + " snapshot_simulation keeps the values for later.",
        ToolSpec.WRITERS,
        false,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    int changed = session.recipe().values().size();
    sessions.remove(session.simulationId());
    return new Response(session.simulationId(), changed);
  }

  @Override
  public String text(Response response) {
    return "Unloaded "
        + response.simulationId()
        + "; "
        + response.changedParameters()
        + " changed values went with it.";
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId)
      implements ToolRequest<Response> {}

  /**
   * Answer.
   *
   * @param changedParameters values that had been set and are lost
   */
  public record Response(String simulationId, int changedParameters) {}
}
