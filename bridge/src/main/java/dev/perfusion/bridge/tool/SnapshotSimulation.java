package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.bridge.snapshot.Snapshot;
import dev.perfusion.bridge.snapshot.SnapshotStore;

/** Tool {@code snapshot_simulation}. */
public final class SnapshotSimulation
    implements Tool<SnapshotSimulation.Request, SnapshotSimulation.Response> {
  private final SessionRegistry sessions;
  private final SnapshotStore snapshots;

  /** The tool on its services. */
  public SnapshotSimulation(SessionRegistry sessions, SnapshotStore snapshots) {
    this.sessions = sessions;
    this.snapshots = snapshots;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "snapshot_simulation",
        "Keep the values",
        "Keeps the values set so far under a snapshotId, for restore_simulation.",
        ToolSpec.WRITERS,
        false,
        false,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    return new Response(View.of(snapshots.save(session.simulationId(), session.recipe())));
  }

  @Override
  public String text(Response response) {
    return response.snapshot().text();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId)
      implements ToolRequest<Response> {}

  /** Answer. */
  public record Response(View snapshot) {}

  /**
   * A snapshot as callers see it.
   *
   * @param createdAt ISO 8601
   * @param hash SHA-256 of what it holds
   * @param changedParameters values that differ from the file
   */
  public record View(
      String snapshotId,
      String simulationId,
      String createdAt,
      String hash,
      int changedParameters) {
    /** The outside of a snapshot. */
    public static View of(Snapshot snapshot) {
      return new View(
          snapshot.snapshotId(),
          snapshot.simulationId(),
          snapshot.createdAt().toString(),
          snapshot.hash(),
          snapshot.state().values().size());
    }

    String text() {
      return "Snapshot "
          + snapshotId
          + " of "
          + simulationId
          + " with "
          + changedParameters
          + " changed values.";
    }
  }
}
