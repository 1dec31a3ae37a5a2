package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.fixtures.SlowModel;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Time limit and cancellation reach the solver in the middle of a run of {@code slow.pkml}, which
 * left alone takes half a minute or more. Each figure is the best of three: the machine's own
 * scheduling is not in question.
 */
class StoppingTest {
  private static final double REACH_MS = 50;

  @TempDir private static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        RunningServer.start(
            RunningServer.settings()
                .jobWorkerThreads(1)
                .jobQueueCapacity(1)
                .modelSearchPaths(folder));
    Path file = SlowModel.writeTo(folder);
    Answer loaded =
        server.post(
            "/load_simulation",
            "{\"filePath\":\"" + file + "\",\"simulationId\":\"long\"}",
            RunningServer.CONFIRMED);
    assertThat(loaded.status()).as(loaded.text()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theTimeLimitEndsARunAndFreesTheWorker() throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      JsonNode ended =
          server.ended(server.submit("{\"simulationId\":\"long\",\"timeoutSeconds\":1}"));
      assertThat(ended.path("status").stringValue()).isEqualTo("timeout");
      assertThat(ended.path("error").path("message").stringValue()).contains("1.0");
      best = Math.min(best, ended.path("executionMs").doubleValue() - 1000);
    }
    assertThat(best).isBetween(0.0, 2 * REACH_MS);
  }

  @Test
  void aCancellationEndsARun() throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      String job = server.submit("{\"simulationId\":\"long\"}");
      while (server.status(job).path("progress").doubleValue() == 0) {
        Thread.sleep(2);
      }
      double before = System.currentTimeMillis() / 1e3;
      Answer cancel = server.post("/cancel_job", "{\"jobId\":\"" + job + "\"}");
      assertThat(cancel.json().path("status").stringValue()).isEqualTo("cancelled");
      JsonNode ended = server.ended(job);
      assertThat(ended.path("status").stringValue()).isEqualTo("cancelled");
      assertThat(ended.path("cancelRequested").booleanValue()).isTrue();
      double finished = ended.path("job").path("finishedAt").doubleValue();
      best = Math.min(best, 1e3 * (finished - before));
    }
    assertThat(best).isLessThan(REACH_MS);
  }

  @Test
  void aWaitingCallIsAnsweredWhenItsTimeIsUp() throws InterruptedException {
    long start = System.nanoTime();
    Answer answer =
        server.post(
            "/run_simulation",
            "{\"simulationId\":\"long\",\"waitMs\":300}",
            RunningServer.CONFIRMED);
    assertThat((System.nanoTime() - start) / 1e6).isBetween(300.0, 5000.0);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("status").stringValue()).isEqualTo("running");
    String job = answer.json().path("jobId").stringValue();
    assertThat(answer.json().path("progress").doubleValue()).isBetween(0.0, 50.0);
    server.post("/cancel_job", "{\"jobId\":\"" + job + "\"}");
    server.ended(job);
  }

  @Test
  void aFullQueueAsksToComeBackLater() throws InterruptedException {
    String running = server.submit("{\"simulationId\":\"long\"}");
    while (server.status(running).path("progress").doubleValue() == 0) {
      Thread.sleep(2);
    }
    String waiting = server.submit("{\"simulationId\":\"long\"}");
    Answer refused =
        server.post("/run_simulation", "{\"simulationId\":\"long\"}", RunningServer.CONFIRMED);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.errorCode()).isEqualTo("RateLimited");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    for (String job : new String[] {waiting, running}) {
      server.post("/cancel_job", "{\"jobId\":\"" + job + "\"}");
      assertThat(server.ended(job).path("status").stringValue()).isEqualTo("cancelled");
    }
  }
}
