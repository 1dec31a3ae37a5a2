package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.snapshot.Snapshot;
import dev.perfusion.bridge.snapshot.SnapshotStore;
import java.time.Clock;

/** Tool {@code restore_simulation}. */
public final class RestoreSimulation
    implements Tool<RestoreSimulation.Request, RestoreSimulation.Response> {
  private final SessionRegistry sessions;
  private final SnapshotStore snapshots;
  private final SimulationAdapter adapter;
  private final ModelPaths paths;
  private final Clock clock;

  /** The tool on its services. */
  public RestoreSimulation(
      SessionRegistry sessions,
      SnapshotStore snapshots,
      SimulationAdapter adapter,
      ModelPaths paths,
      Clock clock) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.adapter = adapter;
    this.paths = paths;
    this.clock = clock;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "restore_simulation",
        "Bring values back",
        "Sets a simulation to the values of a snapshot, by default the newest; loads it when it is"
            + " not loaded.",
        ToolSpec.WRITERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Snapshot snapshot = snapshots.get(request.simulationId(), request.snapshotId());
    if (snapshot.state().source() instanceof ModelSource.File file) {
      // The folders that are allowed may have changed since.
      paths.resolve("snapshotId", file.path().toString(), file.simulationName());
    }
    AdapterSession model = snapshot.state().open(adapter);
    sessions.replace(
        new Session(request.simulationId(), snapshot.state().source(), model, clock.instant()));
    return new Response(SnapshotSimulation.View.of(snapshot));
  }

  @Override
  public String text(Response response) {
    return "Restored: " + response.snapshot().text();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Simulation that the snapshot is of", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(value = "Default: the newest", optional = true, minLength = 1, maxLength = 64)
          String snapshotId)
      implements ToolRequest<Response> {}

  /** Answer. */
  public record Response(SnapshotSimulation.View snapshot) {}
}
