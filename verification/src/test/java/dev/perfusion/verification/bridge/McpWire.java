package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An MCP client that shows what is on the wire: one connection per request, messages as they
 * arrive, and it can hang up in the middle.
 */
final class McpWire {
  private static final long PATIENCE_SECONDS = 60;
  private static final JsonNode END = Json.mapper().readTree("{\"end\":true}");

  private final int port;
  private final String capabilities;
  private final AtomicInteger ids = new AtomicInteger();
  private String session;

  private McpWire(int port, String capabilities) {
    this.port = port;
    this.capabilities = capabilities;
  }

  /**
   * A client of revision 2026-07-28.
   *
   * @param capabilities JSON object that it declares
   */
  static McpWire modern(int port, String capabilities) {
    return new McpWire(port, capabilities);
  }

  /** A client of revision 2025-11-25 with a session. */
  static McpWire legacy(int port, String capabilities) {
    McpWire wire = new McpWire(port, capabilities);
    wire.session = "";
    Exchange hello =
        wire.start(
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":"
                + capabilities
                + ",\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
    hello.result();
    wire.session = hello.headers.get("mcp-session-id");
    assertThat(wire.session).matches("[\\x21-\\x7e]{16,}");
    return wire;
  }

  String session() {
    return session;
  }

  /** Sends a request and gives its answer once it is there. */
  JsonNode result(String method, String params) {
    return start(method, params).result();
  }

  /** Calls a tool and gives the result of the call. */
  JsonNode call(String tool, String arguments) {
    return result("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** Calls a tool that must succeed, and gives its data. */
  JsonNode data(String tool, String arguments) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(true)).as(result.toString()).isFalse();
    return result.path("structuredContent");
  }

  /** Sends a request; {@code params} is a JSON object. */
  Exchange start(String method, String params) {
    int id = ids.incrementAndGet();
    var body = Json.mapper().createObjectNode().put("jsonrpc", "2.0").put("id", id);
    body.put("method", method);
    var all = (ObjectNode) Json.mapper().readTree(params);
    Map<String, String> headers = new LinkedHashMap<>();
    if (session == null) {
      var meta = all.get("_meta") instanceof ObjectNode given ? given : all.putObject("_meta");
      meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
      meta.set("io.modelcontextprotocol/clientCapabilities", Json.mapper().readTree(capabilities));
      headers.put("MCP-Protocol-Version", "2026-07-28");
      headers.put("Mcp-Method", method);
      for (String name : List.of("name", "uri", "taskId")) {
        if (all.path(name).isString()) {
          headers.put("Mcp-Name", all.path(name).stringValue());
        }
      }
    }
    body.set("params", all);
    return post(id, body.toString(), headers);
  }

  /** Sends a notification or a response of a session. */
  int tell(String message) {
    return post(0, message, Map.of()).status();
  }

  /** Opens the stream of a session. */
  Exchange listen() {
    return send("GET", 0, "", Map.of());
  }

  /** Comes back for what followed an event. */
  Exchange resume(String lastEventId) {
    return send("GET", 0, "", Map.of("Last-Event-ID", lastEventId));
  }

  private Exchange post(int id, String body, Map<String, String> more) {
    return send("POST", id, body, more);
  }

  Exchange send(String method, int id, String body, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    if (session != null) {
      headers.put("MCP-Protocol-Version", "2025-11-25");
      if (!session.isEmpty()) {
        headers.put("Mcp-Session-Id", session);
      }
    }
    return new Exchange(id, method, body, headers);
  }

  /** A request under way. */
  final class Exchange {
    private final int id;
    private final Socket socket;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final LinkedBlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final List<JsonNode> before = new CopyOnWriteArrayList<>();
    private final List<Long> arrivedNanos = new CopyOnWriteArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile int status;
    private volatile String lastEventId = "";

    private Exchange(int id, String method, String body, Map<String, String> more) {
      this.id = id;
      try {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " /mcp HTTP/1.1\r\n");
        head.append("Host: localhost:").append(port).append("\r\n");
        head.append("Content-Type: application/json\r\n");
        head.append("Accept: application/json, text/event-stream\r\n");
        head.append("Content-Length: ").append(bytes.length).append("\r\n");
        more.forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
        head.append("\r\n");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread reader = new Thread(this::read, "mcp-wire");
      reader.setDaemon(true);
      reader.start();
    }

    /** Closes the connection, whatever is under way. */
    void hangUp() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int id() {
      return id;
    }

    /** The HTTP status. */
    int status() {
      try {
        assertThat(answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return status;
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Notifications and requests that came before the answer. */
    List<JsonNode> before() {
      return before;
    }

    /** Id of the last event, empty when none had one. */
    String lastEventId() {
      return lastEventId;
    }

    /** When those came. */
    List<Long> arrivedNanos() {
      return arrivedNanos;
    }

    /** The next message; an object {@code {"end": true}} when no more comes. */
    JsonNode next() {
      try {
        JsonNode message = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(message).as("a message within " + PATIENCE_SECONDS + " s").isNotNull();
        return message;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The answer, which must not be an error. */
    JsonNode result() {
      JsonNode answer = answer();
      assertThat(answer.has("result")).as(answer.toString()).isTrue();
      return answer.path("result");
    }

    /** The answer. */
    JsonNode answer() {
      while (true) {
        JsonNode message = next();
        if (message == END || !message.has("method")) {
          return message;
        }
        before.add(message);
      }
    }

    private void read() {
      try (InputStream in = socket.getInputStream()) {
        status = Integer.parseInt(line(in).split(" ")[1]);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          String[] parts = line.split(": ", 2);
          headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        answered.countDown();
        InputStream body =
            headers.containsKey("transfer-encoding")
                ? new Chunks(in)
                : new ByteArrayInputStream(
                    in.readNBytes(Integer.parseInt("0" + header("content-length"))));
        if (header("content-type").startsWith("text/event-stream")) {
          events(body);
        } else {
          byte[] all = body.readAllBytes();
          if (all.length > 0) {
            arrived.add(Json.mapper().readTree(all));
          }
        }
      } catch (IOException | RuntimeException e) {
        // hung up by one side
      }
      answered.countDown();
      arrived.add(END);
    }

    private void events(InputStream body) throws IOException {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          lastEventId = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          JsonNode message = Json.mapper().readTree(line.substring("data: ".length()));
          if (message.has("method")) {
            arrivedNanos.add(System.nanoTime());
          }
          arrived.add(message);
        }
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The content of a body in chunks. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0 && !ended) {
        // The end of a line after a chunk may come together with the next chunk only.
        String size = line(in);
        left = Integer.parseInt(size.isEmpty() ? line(in) : size, 16);
        ended = left == 0;
      }
      if (ended) {
        return -1;
      }
      int read = in.read(target, from, Math.min(length, left));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
      return read;
    }
  }
}
