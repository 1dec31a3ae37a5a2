package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.mcp.McpEndpoint;
import dev.perfusion.bridge.mcp.StdioServer;
import dev.perfusion.fixtures.SlowModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Calls that take long: a run of {@code slow.pkml}, half a minute and more, is followed, given up
 * and turned into a task. Each figure is the best of three: the machine's own scheduling is not in
 * question.
 */
class McpLongCallsTest {
  private static final double REACH_MS = 50;
  private static final String RUN = "{\"simulationId\":\"slow\",\"waitMs\":60000}";
  private static final String RUN_CALL =
      "{\"name\":\"run_simulation\",\"arguments\":" + RUN + ",\"_meta\":{}}";
  private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

  @TempDir private static Path folder;
  private static RunningServer server;
  private static final BlockingQueue<JobRecord> changes = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start(RunningServer.settings().modelSearchPaths(folder));
    Path file = SlowModel.writeTo(folder);
    server.bridge().onJobChange(changes::add);
    McpWire.modern(server.port(), "{}")
        .data("load_simulation", "{\"filePath\":\"" + file + "\",\"simulationId\":\"slow\"}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forgetChanges() {
    changes.clear();
  }

  private static JobRecord awaitState(JobState state) throws InterruptedException {
    while (true) {
      JobRecord job = changes.poll(60, TimeUnit.SECONDS);
      assertThat(job).as("a job becomes " + state).isNotNull();
      if (job.state() == state) {
        return job;
      }
    }
  }

  /** A job that the solver is in the middle of. */
  private static String underWay() throws InterruptedException {
    String id = awaitState(JobState.RUNNING).jobId();
    while (server.bridge().jobs().get(id).progressPercent() == 0) {
      Thread.sleep(2);
    }
    return id;
  }

  private interface Stop {
    void now();
  }

  /** Time from the wish to the end of the job, ms. */
  private static double reach(Stop stop) throws InterruptedException {
    underWay();
    Instant before = Instant.now();
    stop.now();
    JobRecord ended = awaitState(JobState.CANCELLED);
    return Duration.between(before, ended.finishedAt()).toNanos() / 1e6;
  }

  /** In older revisions hanging up says nothing: the call goes on, and its end can be fetched. */
  @Test
  void aLostStreamIsTakenUpWhereItBroke() {
    McpWire wire = McpWire.legacy(server.port(), "{}");
    wire.data(
        "load_simulation",
        "{\"filePath\":\"" + folder.resolve("slow.pkml") + "\",\"simulationId\":\"taken-up\"}");
    wire.data(
        "set_parameter_value",
        "{\"simulationId\":\"taken-up\",\"parameterPath\":\""
            + SlowModel.SPEED
            + "\",\"value\":40}");
    McpWire.Exchange call =
        wire.start(
            "tools/call",
            RUN_CALL
                .replace("slow", "taken-up")
                .replace("\"_meta\":{}", "\"_meta\":{\"progressToken\":\"p\"}"));
    assertThat(call.next().path("method").stringValue()).isEqualTo("notifications/progress");
    JsonNode seen = call.next();
    String id = call.lastEventId();
    assertThat(id).matches("\\d+-\\d+");
    call.hangUp();

    McpWire.Exchange rest = wire.resume(id);
    JsonNode result = rest.result();
    assertThat(rest.status()).isEqualTo(200);
    assertThat(result.path("structuredContent").path("status").stringValue())
        .isEqualTo("succeeded");
    List<Double> progress =
        rest.before().stream().map(m -> m.path("params").path("progress").doubleValue()).toList();
    assertThat(progress).isNotEmpty().isSorted();
    assertThat(progress.get(0)).isGreaterThan(seen.path("params").path("progress").doubleValue());
    assertThat(rest.next().has("end")).isTrue();
    // Once more, now that all is over.
    assertThat(wire.resume(id).result()).isEqualTo(result);

    McpWire.Exchange unknown = wire.resume("99-1");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.answer().path("error").path("message").stringValue())
        .contains("Last-Event-ID");
    McpWire other = McpWire.legacy(server.port(), "{}");
    assertThat(other.resume(id).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"progressToken\":\"p\"}"})
  void hangingUpStopsTheSolver(String meta) throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      McpWire.Exchange call =
          McpWire.modern(server.port(), "{}")
              .start("tools/call", RUN_CALL.replace("\"_meta\":{}", "\"_meta\":" + meta));
      best = Math.min(best, reach(call::hangUp));
    }
    assertThat(best).isLessThan(REACH_MS);
  }

  @Test
  void inOlderRevisionsANotificationStopsTheSolver() throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      McpWire wire = McpWire.legacy(server.port(), "{}");
      McpWire.Exchange call = wire.start("tools/call", RUN_CALL);
      best =
          Math.min(
              best,
              reach(
                  () ->
                      assertThat(
                              wire.tell(
                                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                                      + "\"params\":{\"requestId\":"
                                      + call.id()
                                      + "}}"))
                          .isEqualTo(202)));
      assertThat(call.answer().has("end")).as("no answer to a cancelled request").isTrue();
      assertThat(call.status()).isEqualTo(202);
    }
    assertThat(best).isLessThan(REACH_MS);
  }

  @Test
  void inOlderRevisionsHangingUpSaysNothing() throws InterruptedException {
    McpWire.Exchange call = McpWire.legacy(server.port(), "{}").start("tools/call", RUN_CALL);
    String job = underWay();
    call.hangUp();
    Thread.sleep(300);
    assertThat(server.bridge().jobs().get(job).state()).isEqualTo(JobState.RUNNING);
    server.bridge().jobs().cancel(job);
  }

  @Test
  void hangingUpLeavesAJobThatAnEarlierCallBegan() throws InterruptedException {
    McpWire wire = McpWire.modern(server.port(), "{}");
    String keyed = "{\"simulationId\":\"slow\",\"idempotencyKey\":\"k\",\"waitMs\":";
    String job = wire.data("run_simulation", keyed + "0}").path("jobId").stringValue();
    Thread.sleep(20);
    McpWire.Exchange again = wire.start("tools/call", RUN_CALL.replace(RUN, keyed + "60000}"));
    Thread.sleep(200);
    again.hangUp();
    Thread.sleep(200);
    assertThat(server.bridge().jobs().get(job).state()).isEqualTo(JobState.RUNNING);
    server.bridge().jobs().cancel(job);
  }

  /** A call that is told how far its run is, for a second and a half. */
  private static McpWire.Exchange followed() {
    McpWire.Exchange call =
        McpWire.legacy(server.port(), "{}")
            .start(
                "tools/call",
                RUN_CALL
                    .replace("60000", "1500")
                    .replace("\"_meta\":{}", "\"_meta\":{\"progressToken\":7}"));
    JsonNode result = call.result();
    server.bridge().jobs().cancel(result.path("structuredContent").path("jobId").stringValue());
    assertThat(result.path("structuredContent").path("status").stringValue()).isEqualTo("running");
    return call;
  }

  /** The shortest time in which ten notices came, ms. */
  private static double shortestOfTen(McpWire.Exchange call) {
    List<Long> at = call.arrivedNanos();
    double shortest = Double.MAX_VALUE;
    for (int i = 10; i < at.size(); i++) {
      shortest = Math.min(shortest, (at.get(i) - at.get(i - 10)) / 1e6);
    }
    return shortest;
  }

  @Test
  void progressRisesAtMostTenTimesASecond() {
    McpWire.Exchange call = followed();
    for (int i = 1; i < 3 && (call.before().size() < 5 || shortestOfTen(call) <= 900); i++) {
      call = followed();
    }
    List<JsonNode> progress = call.before();
    assertThat(progress).hasSizeBetween(5, 16);
    double last = -1;
    for (JsonNode message : progress) {
      assertThat(message.path("method").stringValue()).isEqualTo("notifications/progress");
      JsonNode params = message.path("params");
      assertThat(params.path("progressToken").intValue()).isEqualTo(7);
      assertThat(params.path("total").doubleValue()).isEqualTo(100);
      assertThat(params.path("progress").doubleValue()).isGreaterThan(last);
      last = params.path("progress").doubleValue();
    }
    assertThat(shortestOfTen(call)).isGreaterThan(900);
    assertThat(call.header("x-accel-buffering")).isEqualTo("no");
  }

  @Test
  void withoutATokenTheAnswerIsPlain() {
    McpWire.Exchange call =
        McpWire.modern(server.port(), "{}").start("tools/call", RUN_CALL.replace("60000", "300"));
    JsonNode data = call.result().path("structuredContent");
    server.bridge().jobs().cancel(data.path("jobId").stringValue());
    assertThat(data.path("status").stringValue()).isEqualTo("running");
    assertThat(call.before()).isEmpty();
    assertThat(call.header("content-type")).startsWith("application/json");
  }

  @Test
  void aLongRunBecomesATaskForThoseWhoTakeTasks() throws InterruptedException {
    McpWire wire = McpWire.modern(server.port(), TASKS);
    JsonNode handle = wire.result("tools/call", RUN_CALL.replace("60000", "100"));
    assertThat(handle.path("resultType").stringValue()).isEqualTo("task");
    assertThat(handle.path("status").stringValue()).isEqualTo("working");
    String task = handle.path("taskId").stringValue();
    assertThat(Instant.parse(handle.path("createdAt").stringValue())).isBefore(Instant.now());

    String id = "{\"taskId\":\"" + task + "\"}";
    McpWire.Exchange news =
        wire.start(
            "subscriptions/listen",
            "{\"notifications\":{\"taskIds\":[\""
                + task
                + "\"],\"resourceSubscriptions\":[\"perfusion://jobs/"
                + task
                + "\"]}}");
    JsonNode acknowledged = news.next();
    assertThat(acknowledged.path("method").stringValue())
        .isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(
            acknowledged.path("params").path("notifications").path("taskIds").get(0).stringValue())
        .isEqualTo(task);
    JsonNode working = wire.result("tasks/get", id);
    while (working.path("statusMessage").stringValue().contains("waits")) {
      Thread.sleep(5);
      working = wire.result("tasks/get", id);
    }
    assertThat(working.path("resultType").stringValue()).isEqualTo("complete");
    assertThat(working.path("status").stringValue()).isEqualTo("working");
    assertThat(working.path("statusMessage").stringValue()).contains("% of simulated time");
    assertThat(server.bridge().jobs().get(task).state()).isEqualTo(JobState.RUNNING);

    assertThat(wire.result("tasks/cancel", id).has("status")).isFalse();
    JsonNode changed = news.next();
    while (!changed.path("params").path("status").asString("").equals("cancelled")) {
      // The job may have begun after the subscription.
      changed = news.next();
    }
    JsonNode updated = news.next();
    assertThat(changed.path("method").stringValue()).isEqualTo("notifications/tasks");
    assertThat(changed.path("params").path("status").stringValue()).isEqualTo("cancelled");
    assertThat(changed.path("params").path("_meta").toString())
        .contains("io.modelcontextprotocol/subscriptionId\":" + news.id());
    assertThat(updated.path("method").stringValue()).isEqualTo("notifications/resources/updated");
    assertThat(updated.path("params").path("uri").stringValue())
        .isEqualTo("perfusion://jobs/" + task);
    news.hangUp();
    assertThat(wire.result("tasks/get", id).path("status").stringValue()).isEqualTo("cancelled");
    assertThat(wire.result("tasks/cancel", id).path("resultType").stringValue())
        .isEqualTo("complete");

    JsonNode refused = McpWire.modern(server.port(), "{}").start("tasks/get", id).answer();
    assertThat(refused.path("error").path("code").intValue()).isEqualTo(-32021);
    JsonNode unknown = wire.start("tasks/get", "{\"taskId\":\"none\"}").answer();
    assertThat(unknown.path("error").path("code").intValue()).isEqualTo(-32602);
  }

  @Test
  void aFinishedTaskHoldsTheAnswerOfItsTool() throws InterruptedException {
    McpWire wire = McpWire.modern(server.port(), TASKS);
    wire.data("load_simulation", "{\"filePath\":\"demo\",\"simulationId\":\"quick\"}");
    String job =
        wire.data("run_simulation", "{\"simulationId\":\"quick\",\"waitMs\":60000}")
            .path("jobId")
            .stringValue();
    JsonNode done = wire.result("tasks/get", "{\"taskId\":\"" + job + "\"}");
    assertThat(done.path("status").stringValue()).isEqualTo("completed");
    JsonNode result = done.path("result");
    assertThat(result.path("isError").booleanValue()).isFalse();
    assertThat(result.path("structuredContent").path("resultsId").isString()).isTrue();

    JsonNode late =
        wire.result(
            "tools/call",
            RUN_CALL.replace(RUN, "{\"simulationId\":\"slow\",\"waitMs\":0,\"timeoutSeconds\":1}"));
    String timedOut = late.path("taskId").stringValue();
    awaitState(JobState.TIMEOUT);
    JsonNode failed = wire.result("tasks/get", "{\"taskId\":\"" + timedOut + "\"}");
    assertThat(failed.path("status").stringValue()).isEqualTo("completed");
    assertThat(failed.path("result").path("isError").booleanValue()).isTrue();
    assertThat(failed.path("result").path("content").get(0).path("text").stringValue())
        .contains("Timeout");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overStdioANotificationStopsTheSolver(boolean modern) throws Exception {
    String meta =
        modern
            ? "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}"
            : "{}";
    try (McpEndpoint endpoint = new McpEndpoint(server.bridge());
        PipedOutputStream input = new PipedOutputStream();
        PipedInputStream output = new PipedInputStream(1 << 16)) {
      PipedInputStream in = new PipedInputStream(input, 1 << 16);
      PipedOutputStream out = new PipedOutputStream(output);
      Thread served =
          new Thread(
              () -> {
                try {
                  new StdioServer(endpoint, out).run(in);
                  out.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      served.start();
      PrintStream lines = new PrintStream(input, true, StandardCharsets.UTF_8);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        lines.println(
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + i
                + ",\"method\":\"tools/call\",\"params\":"
                + RUN_CALL.replace("\"_meta\":{}", "\"_meta\":" + meta)
                + "}");
        String cancel =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":"
                + i
                + "}}";
        best = Math.min(best, reach(() -> lines.println(cancel)));
      }
      assertThat(best).isLessThan(REACH_MS);
      lines.println("{\"jsonrpc\":\"2.0\",\"id\":\"after\",\"method\":\"ping\"}");
      lines.close();
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
      assertThat(answers.readLine()).as("the first and only answer").contains("\"after\"");
      assertThat(answers.readLine()).isNull();
      served.join(5000);
      assertThat(served.isAlive()).isFalse();
    }
  }
}
