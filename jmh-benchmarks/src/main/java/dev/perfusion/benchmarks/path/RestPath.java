package dev.perfusion.benchmarks.path;

import static java.lang.Double.NaN;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /<tool>} with the arguments as body. Results are read whole, because the server says
 * in {@code Server-Timing} how long it took to write them as JSON.
 */
final class RestPath extends HttpToolPath {
  private static final Pattern JSON_TIME = Pattern.compile("json;dur=([0-9.]+)");
  private static final Map<String, String> HEADERS = Map.of("X-MCP-Confirm", "true");

  private String serverTiming = "";

  RestPath(KeepAliveClient client, long pid, Runnable stopServer) {
    super(client, pid, stopServer);
  }

  @Override
  ToolPath over(KeepAliveClient other) {
    return new RestPath(other, pid(), () -> {});
  }

  @Override
  JsonNode call(KeepAliveClient client, String tool, ObjectNode arguments) throws IOException {
    KeepAliveClient.Reply reply = client.post("/" + tool, HEADERS, write(arguments));
    if (reply.status() >= 300) {
      throw new ToolCallException(
          "POST /" + tool + " answered " + reply.status() + ": " + reply.text());
    }
    serverTiming = reply.serverTiming();
    return read(reply);
  }

  @Override
  public ResultView result(String resultsId) {
    JsonNode answer = call("get_results", object().put("resultsId", resultsId));
    Matcher time = JSON_TIME.matcher(serverTiming);
    return new ResultView(steps(answer), time.find() ? Double.parseDouble(time.group(1)) : NaN);
  }
}
