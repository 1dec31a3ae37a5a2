package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.mcp.ToolListing;
import dev.perfusion.bridge.mcp.ToolResults;
import dev.perfusion.bridge.security.Confirm;
import dev.perfusion.bridge.tool.Confirmation;
import dev.perfusion.bridge.tool.JobAnswer;
import dev.perfusion.bridge.tool.ToolCalls;
import dev.perfusion.bridge.tool.ToolContext;
import dev.perfusion.bridge.tool.ToolEntry;
import io.javalin.config.RoutesConfig;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The REST twin of each tool, and the calls by tool name. */
final class ToolRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final ToolCalls calls;
  private final Pipeline pipeline;

  ToolRoutes(ToolCalls calls, Pipeline pipeline) {
    this.calls = calls;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    for (ToolEntry<?, ?> entry : calls.catalogue().all()) {
      if (!entry.spec().name().equals("get_results")) {
        twin(routes, "/" + entry.spec().name(), entry);
      }
    }
    routes.get("/mcp/list_tools", pipeline.known("GET", "/mcp/list_tools", this::list));
    routes.post("/mcp/call_tool", pipeline.tool("POST", "/mcp/call_tool", this::callByName));
  }

  private void twin(RoutesConfig routes, String path, ToolEntry<?, ?> entry) {
    String name = entry.spec().name();
    int status =
        name.equals("load_simulation") || name.equals("snapshot_simulation") ? CREATED : OK;
    RestView view =
        name.equals("run_simulation")
            ? RestView.of(entry.spec(), "estimatedDurationSeconds", "expiresAt")
            : RestView.of(entry.spec());
    routes.post(
        path,
        pipeline.tool(
            "POST",
            path,
            exchange -> {
              JsonNode body = exchange.body();
              long start = System.nanoTime();
              Record response =
                  calls.call(name, body, context(exchange, confirmed(exchange), Optional.empty()));
              long toolNanos = System.nanoTime() - start;
              exchange.reply(accepted(response, body) ? ACCEPTED : status, view.show(response));
              exchange.timing(toolNanos);
            }));
  }

  /** A job stands behind the answer, and the caller did not wait for its end or not long enough. */
  private static boolean accepted(Record response, JsonNode arguments) {
    JsonNode wait = arguments.has("waitMs") ? arguments.path("waitMs") : arguments.path("wait_ms");
    return response instanceof JobAnswer job && !(job.finished() && wait.asInt(0) > 0);
  }

  static ToolContext context(Exchange exchange) {
    return context(exchange, confirmed(exchange), Optional.empty());
  }

  private static Confirmation confirmed(Exchange exchange) {
    return Confirm.given(exchange.header(Confirm.HEADER))
        ? Confirmation.GIVEN
        : Confirmation.MISSING;
  }

  private static ToolContext context(
      Exchange exchange, Confirmation confirmation, Optional<String> idempotencyKey) {
    return new ToolContext(
        exchange.caller(),
        "rest",
        exchange.correlationId(),
        confirmation,
        exchange.header("Idempotency-Key").or(() -> idempotencyKey));
  }

  private void list(Exchange exchange) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.set("tools", ToolListing.of(calls.catalogue(), exchange.caller()));
    exchange.reply(OK, reply);
  }

  private void callByName(Exchange exchange) {
    JsonNode body = exchange.body();
    JsonNode name = body.path("tool");
    if (!name.isString()) {
      throw BridgeException.invalid(
          "tool", "required field \"tool\" is missing", "GET /mcp/list_tools names the tools");
    }
    ToolEntry<?, ?> entry = calls.catalogue().get(name.stringValue());
    Optional<String> key =
        Optional.of(body.path("idempotencyKey"))
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue);
    // The header alone could be one that a client sends always; the call itself says so too.
    Confirmation confirmation =
        body.path("critical").asBoolean(false) ? confirmed(exchange) : Confirmation.UNMARKED;
    JsonNode arguments = body.path("arguments");
    long start = System.nanoTime();
    Record response =
        calls.call(
            entry.spec().name(),
            arguments.isMissingNode() ? JsonNodeFactory.instance.objectNode() : arguments,
            context(exchange, confirmation, key));
    long toolNanos = System.nanoTime() - start;
    ObjectNode result = ToolResults.success(entry, response);
    result.put("type", "tool_result");
    result.put("tool", entry.spec().name());
    ObjectNode annotations = ToolListing.annotations(entry.spec());
    key.ifPresent(value -> annotations.put("idempotencyKey", value));
    result.set("annotations", annotations);
    exchange.reply(accepted(response, arguments) ? ACCEPTED : OK, result);
    exchange.timing(toolNanos);
  }
}
