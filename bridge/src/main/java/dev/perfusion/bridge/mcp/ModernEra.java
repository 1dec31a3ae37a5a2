package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Revision 2026-07-28: each request says its version, and headers repeat parts of the body. */
final class ModernEra {
  static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
  static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
  static final String LOG_LEVEL_KEY = "io.modelcontextprotocol/logLevel";
  private static final String SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo";
  private static final String METHODS =
      "server/discover, tools/list, tools/call, resources/list, resources/templates/list,"
          + " resources/read, prompts/list, prompts/get, completion/complete,"
          + " subscriptions/listen, tasks/get, tasks/update, tasks/cancel";
  private static final int LIST_TTL_MS = 300_000;
  private static final int NO_TTL = 0;

  private final Methods methods;
  private final Tasks tasks;
  private final Subscriptions subscriptions;
  private final RequestState states;
  private final ServerInfo server;

  ModernEra(Methods methods, Subscriptions subscriptions, RequestState states, ServerInfo server) {
    this.methods = methods;
    this.tasks = new Tasks(methods);
    this.subscriptions = subscriptions;
    this.states = states;
    this.server = server;
  }

  ObjectNode handle(McpCall call) {
    requireMeta(call);
    requireVersion(call);
    if (call.hasHeaders()) {
      Headers.check(call);
    }
    ObjectNode result;
    try {
      McpRequest request =
          new McpRequest(
              call.params(), call.caller(), call.trace(), new ModernClient(call, states));
      result = answer(call, request);
    } catch (ModernClient.InputRequired e) {
      result = e.result();
    }
    if (!result.has("resultType")) {
      result.put("resultType", "complete");
    }
    ObjectNode meta =
        result.get("_meta") instanceof ObjectNode own ? own : result.putObject("_meta");
    meta.set(SERVER_INFO_KEY, server.implementation());
    return result;
  }

  private ObjectNode answer(McpCall call, McpRequest request) {
    return switch (call.method()) {
      case "server/discover" -> cacheable(discover(), LIST_TTL_MS, "public");
      case "tools/list" -> cacheable(methods.listTools(request), LIST_TTL_MS, "private");
      case "tools/call" -> callTool(call, request);
      case "resources/list" -> cacheable(methods.listResources(request), NO_TTL, "private");
      case "resources/templates/list" ->
          cacheable(methods.listTemplates(request), LIST_TTL_MS, "public");
      case "resources/read" -> cacheable(methods.readResource(request), NO_TTL, "private");
      case "prompts/list" -> cacheable(methods.listPrompts(request), LIST_TTL_MS, "public");
      case "prompts/get" -> methods.getPrompt(request);
      case "completion/complete" -> methods.complete(request);
      case "subscriptions/listen" -> subscriptions.listen(request, call.body().path("id"));
      case "tasks/get" -> tasks.get(request);
      case "tasks/update" -> tasks.update(request);
      case "tasks/cancel" -> tasks.cancel(request);
      default ->
          throw new McpException(
              McpException.METHOD_NOT_FOUND,
              404,
              "no method \"" + call.method() + "\"; there are " + METHODS);
    };
  }

  private ObjectNode callTool(McpCall call, McpRequest request) {
    ToolHandler tool = methods.tool(request);
    if (call.hasHeaders()) {
      tool.mirrored().check(request.arguments(), call);
    }
    ToolHandler.Outcome outcome = tool.call(request);
    if (outcome instanceof ToolHandler.Outcome.Started started) {
      return started.task().handle().put("resultType", "task");
    }
    return ((ToolHandler.Outcome.Done) outcome).result();
  }

  private static void requireMeta(McpCall call) {
    if (!call.meta().path(VERSION_KEY).isString()) {
      throw missing(VERSION_KEY, "");
    }
    if (!call.meta().path(CAPABILITIES_KEY).isObject()) {
      throw missing(CAPABILITIES_KEY, "; {} will do");
    }
  }

  private static McpException missing(String key, String advice) {
    return new McpException(
        McpException.INVALID_PARAMS, 400, "params._meta[\"" + key + "\"] is missing" + advice);
  }

  private static void requireVersion(McpCall call) {
    String version = call.meta().path(VERSION_KEY).stringValue();
    if (call.hasHeaders()) {
      Headers.require(call, Headers.VERSION, version);
    }
    if (version.equals(ProtocolVersions.MODERN)) {
      return;
    }
    ObjectNode data = Messages.object();
    ArrayNode supported = data.putArray("supported");
    ProtocolVersions.ALL.forEach(supported::add);
    data.put("requested", version);
    throw new McpException(
        McpException.UNSUPPORTED_VERSION,
        400,
        "protocol version \""
            + version
            + "\" is not supported here; supported are "
            + String.join(", ", ProtocolVersions.ALL),
        data);
  }

  private ObjectNode discover() {
    ObjectNode result = Messages.object();
    ArrayNode versions = result.putArray("supportedVersions");
    ProtocolVersions.ALL.forEach(versions::add);
    result.set("capabilities", server.modernCapabilities());
    return result.put("instructions", ServerInfo.INSTRUCTIONS);
  }

  private static ObjectNode cacheable(ObjectNode result, int ttlMs, String scope) {
    return result.put("ttlMs", ttlMs).put("cacheScope", scope);
  }
}
