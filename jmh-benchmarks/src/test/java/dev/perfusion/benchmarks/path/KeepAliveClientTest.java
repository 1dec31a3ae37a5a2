package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveClientTest {
  private static final int FIXED = 0;
  private static final int CHUNKED = 1;

  private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    echo("/fixed", FIXED);
    echo("/chunked", CHUNKED);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void echo(String target, int kind) {
    server.createContext(
        target,
        exchange -> {
          clientPorts.add(exchange.getRemoteAddress().getPort());
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "text/x");
          exchange.getResponseHeaders().add("X-Seen", exchange.getRequestHeaders().getFirst("A"));
          exchange.sendResponseHeaders(201, kind == CHUNKED ? 0 : body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  @Test
  void readsFixedAndChunkedBodiesOverOneConnection() throws IOException {
    String large = "0123456789".repeat(5_000);
    try (KeepAliveClient client = KeepAliveClient.connect(server.getAddress().getPort())) {
      for (String target : new String[] {"/fixed", "/chunked", "/fixed"}) {
        KeepAliveClient.Reply reply =
            client.post(target, Map.of("A", "b"), large.getBytes(StandardCharsets.UTF_8));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.contentType()).isEqualTo("text/x");
        assertThat(reply.text()).isEqualTo(large);
      }
    }
    assertThat(clientPorts).hasSize(1);
  }

  @Test
  void connectionThatEndsInsideABodyIsAnError() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread half =
          new Thread(
              () -> {
                try (Socket socket = listener.accept()) {
                  socket.getInputStream().read(new byte[1024]);
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      half.start();
      try (KeepAliveClient client = KeepAliveClient.connect(listener.getLocalPort())) {
        assertThatThrownBy(() -> client.post("/", Map.of(), new byte[0]))
            .isInstanceOf(EOFException.class)
            .hasMessageContaining("4 of 10 bytes");
      }
    }
  }
}
