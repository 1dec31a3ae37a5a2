package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The one way to call a tool, whatever the transport: role, confirmation, arguments, work; noted in
 * audit and metrics whether it succeeds or not.
 */
public final class ToolCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ToolCalls.class);

  private final ToolCatalogue catalogue;
  private final ToolAudit audit;
  private final ToolMetrics metrics;
  private volatile boolean stopping;

  /** Calls of these tools. */
  public ToolCalls(
      ToolCatalogue catalogue, AuditTrail audit, MeterRegistry metrics, String serviceVersion) {
    this.catalogue = catalogue;
    this.audit = new ToolAudit(audit, serviceVersion);
    this.metrics = new ToolMetrics(metrics);
  }

  /** The tools. */
  public ToolCatalogue catalogue() {
    return catalogue;
  }

  /**
   * Calls a tool with JSON arguments.
   *
   * @throws BridgeException what the caller is told; anything else that goes wrong becomes {@code
   *     InternalError}
   */
  public <Q extends Record & ToolRequest<R>, R extends Record> R call(
      ToolEntry<Q, R> entry, JsonNode arguments, ToolContext context) {
    return observed(
        entry,
        arguments,
        context,
        () -> entry.tool().handle(entry.parse(entry.normalise(arguments)), context));
  }

  /** Calls a tool with a request record. */
  public <Q extends Record & ToolRequest<R>, R extends Record> R call(
      ToolEntry<Q, R> entry, Q request, ToolContext context) {
    JsonNode arguments = Json.tree(request);
    return observed(
        entry,
        arguments,
        context,
        () -> {
          entry.check(entry.normalise(arguments));
          return entry.tool().handle(request, context);
        });
  }

  /**
   * True when roles and arguments are such that {@link #call} would begin to work: no user should
   * be asked to confirm a call that is refused anyway.
   */
  public boolean acceptable(ToolEntry<?, ?> entry, JsonNode arguments, Identity caller) {
    try {
      requireRole(entry.spec(), caller);
      entry.check(entry.normalise(arguments));
      return true;
    } catch (BridgeException e) {
      return false;
    }
  }

  private <R extends Record> R observed(
      ToolEntry<?, R> entry, JsonNode arguments, ToolContext context, Supplier<R> work) {
    ToolMetrics.Meters meters = metrics.of(entry.spec().name());
    meters.inProgress().incrementAndGet();
    long start = System.nanoTime();
    R response = null;
    BridgeException failure = null;
    try {
      requireAllowed(entry.spec(), context);
      response = work.get();
    } catch (BridgeException e) {
      failure = NextCall.named(e, entry.spec());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.error("{}: tool {} failed", context.correlationId(), entry.spec().name(), e);
      failure =
          new BridgeException(
              ErrorCode.INTERNAL_ERROR,
              entry.spec().name() + " failed by a fault of the server, which its log describes");
    }
    long nanos = System.nanoTime() - start;
    meters.inProgress().decrementAndGet();
    meters.duration().record(nanos, TimeUnit.NANOSECONDS);
    (failure == null ? meters.success() : meters.error()).increment();
    audit.note(entry.spec(), arguments, context, response, failure, nanos);
    if (failure != null) {
      throw failure;
    }
    return response;
  }

  private void requireAllowed(ToolSpec<?, ?> spec, ToolContext context) {
    requireRole(spec, context.caller());
    if (!spec.critical()) {
      return;
    }
    if (context.confirmation() == Confirmation.UNMARKED) {
      throw unconfirmed(
          spec.name() + " is critical and the call does not say so",
          "send \"critical\": true beside tool and arguments, and the header X-MCP-Confirm: true");
    }
    if (context.confirmation() == Confirmation.MISSING) {
      throw unconfirmed(
          spec.name() + " changes state and wants a confirmation",
          "send the header X-MCP-Confirm: true");
    }
    if (stopping) {
      throw new BridgeException(
          ErrorCode.UNAVAILABLE,
          spec.name() + " is not begun any more: the server is stopping",
          List.of(new ErrorDetail("stopping", null, "call again when it is back", null)));
    }
    if (audit.problem().isPresent()) {
      throw new BridgeException(
          ErrorCode.ENVIRONMENT_MISSING,
          spec.name() + " is not carried out while the audit trail cannot be written");
    }
  }

  private static BridgeException unconfirmed(String message, String hint) {
    return new BridgeException(
        ErrorCode.CONFIRMATION_REQUIRED,
        message,
        List.of(new ErrorDetail("confirmation missing", null, hint, null)));
  }

  /** From now on critical tools are refused; all others go on, so that results can be fetched. */
  public void stopping() {
    stopping = true;
  }

  private static void requireRole(ToolSpec<?, ?> spec, Identity caller) {
    if (!caller.hasAny(spec.roles())) {
      String roles =
          spec.roles().stream().sorted().map(Role::wireName).collect(Collectors.joining(", "));
      throw new BridgeException(
          ErrorCode.FORBIDDEN,
          spec.name() + " needs one of the roles " + roles,
          List.of(
              new ErrorDetail("role missing", null, "use a token with one of: " + roles, null)));
    }
  }

  /** For transports that hold arguments as a tree: the tool of that name, whatever its types. */
  public Record call(String tool, JsonNode arguments, ToolContext context) {
    return call(catalogue.get(tool), arguments, context);
  }
}
