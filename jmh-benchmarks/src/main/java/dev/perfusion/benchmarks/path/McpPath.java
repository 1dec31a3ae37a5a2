package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code tools/call} on {@code POST /mcp}, protocol revision 2026-07-28, which needs no session.
 */
final class McpPath extends HttpToolPath {
  private static final String VERSION = "2026-07-28";
  private static final String META = "io.modelcontextprotocol/";

  private int lastId;

  McpPath(KeepAliveClient client, long pid, Runnable stopServer) {
    super(client, pid, stopServer);
  }

  @Override
  ToolPath over(KeepAliveClient other) {
    return new McpPath(other, pid(), () -> {});
  }

  @Override
  JsonNode call(KeepAliveClient client, String tool, ObjectNode arguments) throws IOException {
    ObjectNode request = object();
    request.put("jsonrpc", "2.0").put("id", ++lastId).put("method", "tools/call");
    ObjectNode params = request.putObject("params");
    params.put("name", tool).set("arguments", arguments);
    ObjectNode meta = params.putObject("_meta");
    meta.put(META + "protocolVersion", VERSION).putObject(META + "clientCapabilities");
    Map<String, String> headers =
        Map.of(
            "Accept",
            "application/json, text/event-stream",
            "MCP-Protocol-Version",
            VERSION,
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            tool,
            "X-MCP-Confirm",
            "true");
    KeepAliveClient.Reply reply = client.post("/mcp", headers, write(request));
    if (reply.status() != 200 || !reply.contentType().startsWith("application/json")) {
      throw new ToolCallException(
          "tools/call "
              + tool
              + " answered "
              + reply.status()
              + " "
              + reply.contentType()
              + ": "
              + reply.text());
    }
    JsonNode result = read(reply).path("result");
    if (result.path("isError").asBoolean(false) || !result.has("structuredContent")) {
      throw new ToolCallException("tools/call " + tool + " failed: " + reply.text());
    }
    return result.get("structuredContent");
  }
}
