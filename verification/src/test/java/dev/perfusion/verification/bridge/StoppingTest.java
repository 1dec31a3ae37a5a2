package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.engine.QuantityInfo;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Time limit and cancellation reach the solver, here the real one, which integrates the demo model
 * again and again until it is stopped. Each figure is the best of three: the machine's own
 * scheduling is not in question.
 */
class StoppingTest {
  private static final double REACH_MS = 50;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(RunningServer.settings().jobWorkerThreads(1), new EndlessAdapter());
    server.loadDemo("long");
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
          server.ended(server.submit("{\"simulationId\":\"long\",\"timeoutSeconds\":0.3}"));
      assertThat(ended.path("status").stringValue()).isEqualTo("timeout");
      assertThat(ended.path("error").path("message").stringValue()).contains("0.3");
      best = Math.min(best, ended.path("executionMs").doubleValue() - 300);
    }
    assertThat(best).isBetween(0.0, REACH_MS);
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
      server.bridge().jobs().cancel(job);
      JsonNode ended = server.ended(job);
      assertThat(ended.path("status").stringValue()).isEqualTo("cancelled");
      assertThat(ended.path("cancelRequested").booleanValue()).isTrue();
      double finished = ended.path("job").path("finishedAt").doubleValue();
      best = Math.min(best, 1e3 * (finished - before));
    }
    assertThat(best).isLessThan(REACH_MS);
  }

  /** The engine in this JVM, whose runs begin again when they reach the end. */
  private static final class EndlessAdapter implements SimulationAdapter {
    private final InProcessAdapter engine = new InProcessAdapter(1);

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public AdapterHealth health() {
      return engine.health();
    }

    @Override
    public AdapterSession open(ModelSource source) {
      return new EndlessSession(engine.open(source));
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

  private record EndlessSession(AdapterSession model) implements AdapterSession {
    @Override
    public ModelInfo info() {
      return model.info();
    }

    @Override
    public List<QuantityInfo> quantities() {
      return model.quantities();
    }

    @Override
    public QuantityInfo quantity(String path) {
      return model.quantity(path);
    }

    @Override
    public double value(String path) {
      return model.value(path);
    }

    @Override
    public void set(String path, double value) {
      model.set(path, value);
    }

    @Override
    public PreparedRun prepare() {
      PreparedRun run = model.prepare();
      return control -> {
        while (true) {
          run.execute(control);
        }
      };
    }
  }
}
