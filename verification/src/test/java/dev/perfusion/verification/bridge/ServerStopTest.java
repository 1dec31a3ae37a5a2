package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.fixtures.SlowModel;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of REST requests under way when the server is closed. */
class ServerStopTest {
  private static final long LOAD_MS = 300;

  private final CountDownLatch loading = new CountDownLatch(1);

  private void takeTime() {
    loading.countDown();
    try {
      Thread.sleep(LOAD_MS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the call was broken off", e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallUnderWayIsAnswered(boolean toThread) throws Exception {
    RunningServer server = RunningServer.start(toThread, new WatchedLoads(this::takeTime));
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () ->
                server.post(
                    "/load_simulation", "{\"filePath\":\"demo\"}", RunningServer.CONFIRMED));
    try {
      assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.close();
    }
    assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
  }

  @Test
  void aStreamOfEventsEnds(@TempDir Path folder) throws Exception {
    RunningServer server = RunningServer.start(RunningServer.settings().modelSearchPaths(folder));
    CompletableFuture<Answer> events;
    try {
      Path file = SlowModel.writeTo(folder);
      String load = "{\"filePath\":\"" + file + "\",\"simulationId\":\"slow\"}";
      assertThat(server.post("/load_simulation", load, RunningServer.CONFIRMED).status())
          .isEqualTo(201);
      String job = server.submit("{\"simulationId\":\"slow\"}");
      events =
          CompletableFuture.supplyAsync(() -> server.get("/jobs/" + job + "/events", Map.of()));
      long end = System.nanoTime() + 30_000_000_000L;
      while (!streaming()) {
        assertThat(System.nanoTime() - end).isNegative();
        Thread.sleep(5);
      }
    } finally {
      server.close();
    }
    Answer answer = events.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"status\":").endsWith("\n\n");
  }

  private static boolean streaming() {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(frame -> frame.getClassName().endsWith(".JobEventRoutes")));
  }
}
