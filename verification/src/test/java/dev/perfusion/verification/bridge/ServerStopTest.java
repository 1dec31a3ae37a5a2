package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
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

  /** Takes its time to load. */
  private static final class Slow implements SimulationAdapter {
    private final InProcessAdapter engine = new InProcessAdapter(1, 30_000);
    private final CountDownLatch loading = new CountDownLatch(1);

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public AdapterHealth health() {
      return engine.health();
    }

    @Override
    public boolean runsPopulations() {
      return false;
    }

    @Override
    public AdapterSession open(ModelSource source, Cancellation cancellation) {
      loading.countDown();
      try {
        Thread.sleep(LOAD_MS);
      } catch (InterruptedException e) {
        throw new IllegalStateException("the call was broken off", e);
      }
      return engine.open(source, cancellation);
    }

    @Override
    public void clearModelCache() {
      engine.clearModelCache();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static AdapterSettings settings(boolean toThread) {
    AdapterSettings d = AdapterSettings.DEFAULT;
    return new AdapterSettings(
        d.backend(), d.timeoutMs(), toThread, d.workerEngine(), d.pool(), null, null, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallUnderWayIsAnswered(boolean toThread) throws Exception {
    Slow adapter = new Slow();
    RunningServer server =
        RunningServer.start(RunningServer.settings().adapter(settings(toThread)), adapter);
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () ->
                server.post(
                    "/load_simulation", "{\"filePath\":\"demo\"}", RunningServer.CONFIRMED));
    try {
      assertThat(adapter.loading.await(30, TimeUnit.SECONDS)).isTrue();
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
