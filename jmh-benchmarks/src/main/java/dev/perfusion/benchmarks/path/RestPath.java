package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /<tool>} with the arguments as body. */
final class RestPath extends HttpToolPath {
  private static final Map<String, String> HEADERS = Map.of("X-MCP-Confirm", "true");

  RestPath(KeepAliveClient client, long pid, Runnable stopServer) {
    super(client, pid, stopServer);
  }

  @Override
  JsonNode call(KeepAliveClient client, String tool, ObjectNode arguments) throws IOException {
    KeepAliveClient.Reply reply = client.post("/" + tool, HEADERS, write(arguments));
    if (reply.status() >= 300) {
      throw new ToolCallException(
          "POST /" + tool + " answered " + reply.status() + ": " + reply.text());
    }
    return read(reply);
  }
}
