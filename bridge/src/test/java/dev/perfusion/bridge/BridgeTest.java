package dev.perfusion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beginning and end of a bridge whose parts make trouble. */
class BridgeTest {
  @TempDir private Path folder;

  /** An engine of which only the end matters. */
  private static final class Ending implements SimulationAdapter {
    private final Runnable end;
    private int closed;

    Ending(Runnable end) {
      this.end = end;
    }

    @Override
    public String name() {
      return "ending";
    }

    @Override
    public AdapterHealth health() {
      return AdapterHealth.ready("none");
    }

    @Override
    public boolean runsPopulations() {
      return false;
    }

    @Override
    public AdapterSession open(ModelSource source, Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clearModelCache() {}

    @Override
    public void close() {
      closed++;
      end.run();
    }
  }

  /** As worker processes do until they are ended. */
  @Test
  void whatAnEngineWritesUntilItsEndDoesNotOutliveTheBridge() {
    Path[] populations = new Path[1];
    Ending engine =
        new Ending(
            () -> {
              try {
                Files.createDirectories(populations[0]);
                Files.writeString(populations[0].resolve("chunk"), "late");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().build(), engine)) {
      populations[0] = bridge.populations().folder("p");
    }
    assertThat(engine.closed).isEqualTo(1);
    assertThat(populations[0].getParent()).doesNotExist();
  }

  @Test
  void aPartThatFailsAtTheEndKeepsNoOtherOpen() {
    Ending engine =
        new Ending(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    Bridge bridge = Bridge.open(BridgeConfig.builder().build(), engine);
    bridge.close();
    assertThat(bridge.metrics().isClosed()).isTrue();
  }

  @Test
  void aBridgeThatDoesNotOpenLeavesNothingBehind() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    BridgeConfig.Builder settings =
        BridgeConfig.builder().stateFile(folder.resolve("state").resolve("jobs.db"));
    BridgeConfig wrong = settings.auditEnabled(true).auditDirectory(notAFolder).build();
    Ending engine = new Ending(() -> {});
    assertThatThrownBy(() -> Bridge.open(wrong, engine)).isInstanceOf(RuntimeException.class);
    assertThat(engine.closed).isEqualTo(1);
    Bridge.open(settings.auditEnabled(false).build(), new Ending(() -> {})).close();
  }
}
