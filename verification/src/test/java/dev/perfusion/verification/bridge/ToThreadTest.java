package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ADAPTER_TO_THREAD: on which threads the engine works for callers over HTTP. */
class ToThreadTest {
  /** Notes who loads models. */
  private static final class Noting implements SimulationAdapter {
    private final InProcessAdapter engine = new InProcessAdapter(1, 30_000);
    private final List<String> threads = new CopyOnWriteArrayList<>();

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
      return true;
    }

    @Override
    public AdapterSession open(ModelSource source, Cancellation cancellation) {
      threads.add(Thread.currentThread().getName());
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
  void toolsWorkWhereTheSettingSays(boolean toThread) {
    assumeTrue(Runtime.version().feature() < 21, "threads of the server are virtual here");
    Noting adapter = new Noting();
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().adapter(settings(toThread)), adapter)) {
      String load = "{\"filePath\":\"demo\",\"simulationId\":\"%s\"}";
      assertThat(
              server
                  .post("/load_simulation", load.formatted("a"), RunningServer.CONFIRMED)
                  .status())
          .isEqualTo(201);
      String call =
          "{\"tool\":\"load_simulation\",\"critical\":true,\"arguments\":" + load.formatted("b");
      assertThat(server.post("/mcp/call_tool", call + "}", RunningServer.CONFIRMED).status())
          .isEqualTo(200);
      String large = server.post("/list_parameters", "{\"simulationId\":\"a\"}").text();
      assertThat(large.length()).isGreaterThan(1400);
      assertThat(server.post("/get_parameter_value", "{\"simulationId\":\"nobody\"}").status())
          .isEqualTo(400);
      assertThat(server.post("/describe_simulation", "{\"simulationId\":\"nobody\"}").status())
          .isEqualTo(404);
      assertThat(adapter.threads).hasSize(2);
      assertThat(adapter.threads).allMatch(name -> name.startsWith("perfusion-tools") == toThread);
    }
  }
}
