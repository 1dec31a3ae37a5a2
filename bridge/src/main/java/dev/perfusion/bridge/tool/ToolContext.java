package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.security.Identity;
import java.util.Optional;

/**
 * What a call brings along beside its arguments.
 *
 * @param caller who calls
 * @param transport {@code inprocess}, {@code rest} or {@code mcp}
 * @param correlationId joins log, audit and error
 * @param confirmation whether critical work is agreed to
 * @param idempotencyKey equal keys with equal arguments give the same job
 */
public record ToolContext(
    Identity caller,
    String transport,
    String correlationId,
    Confirmation confirmation,
    Optional<String> idempotencyKey) {}
