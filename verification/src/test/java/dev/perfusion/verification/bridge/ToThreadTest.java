package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ADAPTER_TO_THREAD: on which threads the engine works for callers over HTTP. */
class ToThreadTest {
  private final List<String> threads = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void toolsWorkWhereTheSettingSays(boolean toThread) {
    assumeTrue(Runtime.version().feature() < 21, "threads of the server are virtual here");
    WatchedLoads adapter = new WatchedLoads(() -> threads.add(Thread.currentThread().getName()));
    try (RunningServer server = RunningServer.start(toThread, adapter)) {
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
      assertThat(threads).hasSize(2);
      assertThat(threads).allMatch(name -> name.startsWith("perfusion-tools") == toThread);
    }
  }
}
