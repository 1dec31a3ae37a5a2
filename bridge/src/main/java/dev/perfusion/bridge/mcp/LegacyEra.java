package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ObjectNode;

/** Revisions 2025-03-26 to 2025-11-25: a handshake, then requests that may belong to a session. */
final class LegacyEra {
  private static final String METHODS =
      "initialize, ping, tools/list, tools/call, resources/list, resources/templates/list,"
          + " resources/read, resources/subscribe, resources/unsubscribe, prompts/list,"
          + " prompts/get, completion/complete";
  private static final int MOST_WATCHED = 1000;

  private final Methods methods;
  private final ServerInfo server;

  LegacyEra(Methods methods, ServerInfo server) {
    this.methods = methods;
    this.server = server;
  }

  /**
   * @param peer session of the request; null when it has none
   */
  ObjectNode handle(McpCall call, Peer peer) {
    if (!call.method().equals("initialize")) {
      requireKnownVersion(call);
    }
    McpRequest request =
        new McpRequest(
            call.params(),
            call.caller(),
            call.trace(),
            new LegacyClient(call.channel(), call.meta(), peer, version(call)));
    return switch (call.method()) {
      case "initialize" -> initialize(request, peer);
      case "ping" -> Messages.object();
      case "tools/list" -> methods.listTools(request);
      case "tools/call" -> callTool(request);
      case "resources/list" -> methods.listResources(request);
      case "resources/templates/list" -> methods.listTemplates(request);
      case "resources/read" -> methods.readResource(request);
      case "resources/subscribe" -> watch(request, peer, true);
      case "resources/unsubscribe" -> watch(request, peer, false);
      case "prompts/list" -> methods.listPrompts(request);
      case "prompts/get" -> methods.getPrompt(request);
      case "completion/complete" -> methods.complete(request);
      case "logging/setLevel" -> setLogLevel(request, peer);
      default -> throw unknown(call.method());
    };
  }

  private static McpException unknown(String method) {
    return new McpException(
        McpException.METHOD_NOT_FOUND, 200, "no method \"" + method + "\"; there are " + METHODS);
  }

  private static String version(McpCall call) {
    return call.hasHeaders()
        ? call.header(Headers.VERSION).orElse(ProtocolVersions.WITHOUT_HEADER)
        : ProtocolVersions.NEWEST_LEGACY;
  }

  static void requireKnownVersion(McpCall call) {
    String version = version(call);
    if (!ProtocolVersions.LEGACY.contains(version)) {
      throw new McpException(
          McpException.INVALID_REQUEST,
          400,
          "MCP-Protocol-Version \""
              + version
              + "\" is not supported; supported are "
              + String.join(", ", ProtocolVersions.ALL));
    }
  }

  private ObjectNode initialize(McpRequest request, Peer peer) {
    String wanted = request.text("protocolVersion");
    peer.greet(request.params().path("capabilities"));
    ObjectNode result = Messages.object();
    result.put(
        "protocolVersion",
        ProtocolVersions.LEGACY.contains(wanted) ? wanted : ProtocolVersions.NEWEST_LEGACY);
    result.set("capabilities", server.capabilities());
    result.set("serverInfo", server.implementation());
    return result.put("instructions", ServerInfo.INSTRUCTIONS);
  }

  private ObjectNode callTool(McpRequest request) {
    // Only clients of the tasks extension are answered with a task, and there are none here.
    return ((ToolHandler.Outcome.Done) methods.tool(request).call(request)).result();
  }

  private static ObjectNode watch(McpRequest request, Peer peer, boolean on) {
    String uri = request.text("uri");
    requireSession(peer);
    if (!on) {
      peer.watched().remove(uri);
    } else if (peer.watched().size() >= MOST_WATCHED) {
      throw McpException.invalid(
          "this session watches " + MOST_WATCHED + " resources already; unsubscribe some");
    } else {
      peer.watched().add(uri);
    }
    return Messages.object();
  }

  private ObjectNode setLogLevel(McpRequest request, Peer peer) {
    if (!server.conformance()) {
      throw unknown("logging/setLevel");
    }
    LogLevel level = LogLevel.of(request.text("level"));
    requireSession(peer);
    peer.logLevel(level);
    return Messages.object();
  }

  private static void requireSession(Peer peer) {
    if (peer == null) {
      throw McpException.invalid(
          "this needs a session: send initialize, then the header Mcp-Session-Id");
    }
  }
}
