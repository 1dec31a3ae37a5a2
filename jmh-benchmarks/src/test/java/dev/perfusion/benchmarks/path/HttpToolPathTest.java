package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpToolPathTest {
  private final AtomicReference<String> target = new AtomicReference<>();
  private final AtomicReference<String> confirm = new AtomicReference<>();
  private final AtomicReference<JsonNode> request = new AtomicReference<>();
  private HttpServer server;
  private int status = 200;
  private String answer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          target.set(exchange.getRequestURI().getPath());
          confirm.set(exchange.getRequestHeaders().getFirst("X-MCP-Confirm"));
          request.set(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.getResponseHeaders().add("Server-Timing", "tool;dur=4.000, json;dur=0.125");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ToolPath connect(Transport transport) throws IOException {
    KeepAliveClient client = KeepAliveClient.connect(server.getAddress().getPort());
    return ToolPaths.over(transport, client, 7, () -> {});
  }

  @Test
  void restPostsTheArgumentsAndConfirms() throws IOException {
    answer = "{\"parameter\":{\"value\":2.5}}";
    try (ToolPath path = connect(Transport.REST)) {
      assertThat(path.setValue("s", "a|b", 2.5)).isEqualTo(2.5);
    }

    assertThat(target).hasValue("/set_parameter_value");
    assertThat(confirm).hasValue("true");
    assertThat(request.get())
        .isEqualTo(
            JsonMapper.shared()
                .readTree("{\"simulationId\":\"s\",\"parameterPath\":\"a|b\",\"value\":2.5}"));
  }

  @Test
  void aSimulationOfAProjectFileIsNamedWhereThereIsAChoice() throws IOException {
    answer = "{\"metadata\":{\"cached\":true}}";
    try (ToolPath path = connect(Transport.REST)) {
      assertThat(path.load("p.pksim5", "s", "Rat, iv")).isTrue();
      assertThat(request.get())
          .isEqualTo(
              JsonMapper.shared()
                  .readTree(
                      "{\"filePath\":\"p.pksim5\",\"simulationId\":\"s\",\"simulationName\":\"Rat, iv\"}"));

      path.load("m.pkml", "s");
      assertThat(request.get())
          .isEqualTo(
              JsonMapper.shared().readTree("{\"filePath\":\"m.pkml\",\"simulationId\":\"s\"}"));
    }
  }

  @Test
  void restLearnsFromTheServerHowLongItTookToWriteAResult() throws IOException {
    answer = "{\"statistics\":{\"steps\":9}}";
    try (ToolPath path = connect(Transport.REST)) {
      assertThat(path.result("r")).isEqualTo(new ResultView(9, 0.125));
    }
  }

  @Test
  void mcpWrapsTheCallAndReadsTheStructuredContent() throws IOException {
    answer =
        """
        {"jsonrpc":"2.0","id":1,"result":{"isError":false,"structuredContent":
        {"status":"running","queueWaitMs":0.25,"executionMs":null,"resultHandle":null}}}""";
    JobView job;
    try (ToolPath path = connect(Transport.MCP)) {
      job = path.job("j1");
    }

    assertThat(job.started()).isTrue();
    assertThat(job.ended()).isFalse();
    assertThat(job.queueWaitMs()).isEqualTo(0.25);
    assertThat(job.executionMs()).isNaN();
    assertThat(job.resultsId()).isNull();
    assertThat(target).hasValue("/mcp");
    assertThat(request.get().at("/method").stringValue()).isEqualTo("tools/call");
    assertThat(request.get().at("/params/name").stringValue()).isEqualTo("get_job_status");
    assertThat(request.get().at("/params/arguments/jobId").stringValue()).isEqualTo("j1");
  }

  @ParameterizedTest
  @EnumSource(names = {"REST", "MCP"})
  void httpErrorsAreNeverTimedAsAnswers(Transport transport) throws IOException {
    status = 429;
    answer = "{\"error\":\"Rate limit exceeded\"}";
    try (ToolPath path = connect(transport)) {
      assertThatThrownBy(() -> path.value("s", "p"))
          .isInstanceOf(ToolCallException.class)
          .hasMessageContaining("get_parameter_value answered 429")
          .hasMessageContaining("Rate limit exceeded");
    }
  }

  @Test
  void mcpToolErrorsAreErrorsAlthoughTheStatusIs200() throws IOException {
    answer = "{\"result\":{\"isError\":true,\"structuredContent\":{\"parameter\":{\"value\":1}}}}";
    try (ToolPath path = connect(Transport.MCP)) {
      assertThatThrownBy(() -> path.value("s", "p")).isInstanceOf(ToolCallException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REST", "MCP"})
  void primingCallsEveryToolWithoutTheServer(Transport transport) {
    ClientPrimer.prime(transport);

    assertThat(target).hasValue(null);
  }
}
