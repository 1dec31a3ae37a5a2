package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of 20 000 states takes a second or more to load; nobody has to wait for it. The best of
 * three counts: how long a busy machine lets a thread wait is not in question.
 */
class LoadStopTest {
  private static final int MOST_MS = 500;
  private static final int ATTEMPTS = 3;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir private static Path folder;
  private static Path large;

  @BeforeAll
  static void write() throws IOException {
    large = folder.resolve("large.pkml");
    WholeBodyModel.ofStates(20_000).writeTo(large);
  }

  private static boolean loading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("perfusion-load"));
  }

  /** Time until nothing is loaded any more, ms. */
  private static double stopsLoading() throws InterruptedException {
    long start = System.nanoTime();
    while (loading()) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
      Thread.sleep(1);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  @Test
  void aLoadEndsAtItsTimeLimit() throws InterruptedException {
    BridgeConfig config =
        BridgeConfig.builder()
            .modelSearchPaths(folder)
            .adapter(AdapterSettings.DEFAULT.withTimeoutMs(100))
            .build();
    try (Bridge bridge = Bridge.open(config)) {
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS && best >= MOST_MS; attempt++) {
        assertThatThrownBy(() -> bridge.call(new LoadSimulation.Request(large.toString(), "large")))
            .isInstanceOfSatisfying(
                BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
            .hasMessageContaining("100 ms");
        best = Math.min(best, stopsLoading());
        assertThat(bridge.sessions().size()).isZero();
      }
      assertThat(best).as("ms").isLessThan(MOST_MS);
    }
  }

  @Test
  void hangingUpEndsTheLoad() throws InterruptedException {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().modelSearchPaths(folder))) {
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS && best >= MOST_MS; attempt++) {
        McpWire.Exchange call =
            McpWire.modern(server.port(), "{}")
                .start(
                    "tools/call",
                    "{\"name\":\"load_simulation\",\"arguments\":{\"filePath\":\""
                        + large
                        + "\"}}");
        long start = System.nanoTime();
        while (!loading()) {
          assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
          Thread.sleep(1);
        }
        call.hangUp();
        best = Math.min(best, stopsLoading());
        assertThat(server.bridge().sessions().size()).isZero();
      }
      assertThat(best).as("ms").isLessThan(MOST_MS);
    }
  }
}
