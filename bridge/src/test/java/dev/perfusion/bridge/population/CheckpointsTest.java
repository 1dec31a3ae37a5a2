package dev.perfusion.bridge.population;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer of finished chunks. */
class CheckpointsTest {
  @TempDir private Path folder;

  /** Else they would wait for a table for ever. */
  @Test
  void workersLearnThatTheWriterBroke() throws InterruptedException {
    Checkpoints checkpoints =
        new Checkpoints(
            new Store(folder),
            Clock.systemUTC(),
            null,
            Map.of(),
            1,
            () -> new ChunkTable(new double[] {0, 1}, PopulationFolder.OUTPUTS));
    assertThat(checkpoints.table()).isNotNull();
    // Its table is none: a fault of this program, not of the disk.
    checkpoints.add(new Checkpoints.Finished(0, null, 1, 1, List.of()));
    checkpoints.run();
    assertThat(checkpoints.failure()).hasMessageContaining("NullPointerException");
    assertThat(checkpoints.table()).isNull();
  }
}
