package dev.perfusion.benchmarks.path;

import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/**
 * Warms the client of an HTTP benchmark without touching the server, so that the first call of a
 * cold server is not charged with loading the classes of the client. The counterpart is a socket in
 * this JVM that gives every call the same answer.
 */
final class ClientPrimer {
  private static final int ROUNDS = 30;

  /** Has every field that a tool path reads, plain for REST and wrapped for MCP. */
  private static final String FIELDS =
      """
      "metadata":{"cached":false},"parameters":["a|b"],"parameter":{"value":1.5},"jobId":"j",\
      "status":"succeeded","chunks":[],"metrics":[],"progress":{"steps":1},"queueWaitMs":0.5,"executionMs":1.5,"resultHandle":{"resultsId":"r"},\
      "statistics":{"steps":1}""";

  private static final byte[] ANSWER = answer();

  private ClientPrimer() {}

  /** Calls every tool of a path over the given transport some times. */
  static void prime(Transport transport) {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread echo = new Thread(() -> serve(listener), "client-primer");
      echo.setDaemon(true);
      echo.start();
      KeepAliveClient client = KeepAliveClient.connect(listener.getLocalPort());
      try (ToolPath path = ToolPaths.over(transport, client, 0, () -> {})) {
        for (int i = 0; i < ROUNDS; i++) {
          path.load("primer.pkml", "primer");
          path.parameters("primer", "*");
          path.value("primer", "a|b");
          path.setValue("primer", "a|b", i);
          path.job(path.submit("primer"));
          path.result("r");
          path.resultPage("r");
          path.pkParameters("r");
          path.job(path.submitPopulation("primer", JsonMapper.shared().createObjectNode()));
          path.population("r");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a loopback socket", e);
    }
  }

  private static void serve(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      // The client sends each request in one write and waits; one read may still see only a part.
      StringBuilder pending = new StringBuilder();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        pending.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        if (isComplete(pending)) {
          pending.setLength(0);
          socket.getOutputStream().write(ANSWER);
        }
      }
    } catch (IOException e) {
      // The client is gone: primed, or failed with an error of its own.
    }
  }

  private static boolean isComplete(StringBuilder request) {
    int headEnd = request.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return false;
    }
    String name = "Content-Length: ";
    int start = request.indexOf(name) + name.length();
    int length = Integer.parseInt(request.substring(start, request.indexOf("\r\n", start)));
    return request.length() >= headEnd + 4 + length;
  }

  private static byte[] answer() {
    String body = "{" + FIELDS + ",\"result\":{\"structuredContent\":{" + FIELDS + "}}}";
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.ISO_8859_1);
  }
}
