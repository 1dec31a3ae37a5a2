package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.security.Identity;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a call brings along beside its arguments.
 *
 * @param caller who calls
 * @param transport {@code inprocess}, {@code rest} or {@code mcp}
 * @param correlationId joins log, audit and error
 * @param confirmation whether critical work is agreed to
 * @param idempotencyKey equal keys with equal arguments give the same job
 * @param waiting told the id of a job before the call waits for it, so that the transport can show
 *     its progress or cancel it when the client is gone
 * @param cancellation tells long work that is no job that nobody waits for it any more
 */
public record ToolContext(
    Identity caller,
    String transport,
    String correlationId,
    Confirmation confirmation,
    Optional<String> idempotencyKey,
    Consumer<String> waiting,
    Cancellation cancellation) {
  /** How long an answer to an agent may be held back for the end of a short job. */
  private static final int MCP_WAIT_MS = 2000;

  /** A call whose transport does not follow the job that it may wait for. */
  public ToolContext(
      Identity caller,
      String transport,
      String correlationId,
      Confirmation confirmation,
      Optional<String> idempotencyKey) {
    this(
        caller,
        transport,
        correlationId,
        confirmation,
        idempotencyKey,
        jobId -> {},
        Cancellation.NEVER);
  }

  /** The call came over MCP. */
  boolean isMcp() {
    return transport.equals("mcp");
  }

  /** The caller's thread is the program's own, not one that serves others. */
  boolean isInProcess() {
    return transport.equals("inprocess");
  }

  /** How long to wait for a job when the caller does not say, ms. */
  int waitMs() {
    return isMcp() ? MCP_WAIT_MS : 0;
  }
}
