package dev.perfusion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.population.PopulationFolder;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.result.StoredPopulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationRetentionTest {
  @TempDir private Path root;

  private static JobRecord ended() {
    Instant now = Instant.now();
    return new JobRecord(
        "job",
        StoredPopulation.TYPE,
        "demo",
        JobState.SUCCEEDED,
        now,
        now,
        now,
        1,
        0,
        60,
        false,
        100,
        0L,
        0L,
        "job",
        null,
        null);
  }

  /** Whoever ends a population holds its job: nobody could ask for it, nor for the list of jobs. */
  @Test
  void oldPopulationsAreDeletedBesideTheJobThatEnds() throws IOException {
    StoredPopulations populations = new StoredPopulations(root);
    Queue<Runnable> aside = new ArrayDeque<>();
    PopulationRetention retention =
        new PopulationRetention(
            populations,
            BridgeConfig.builder().populationRetentionSeconds(1).build().populations(),
            Clock.fixed(Instant.parse("2026-02-01T00:00:00Z"), ZoneOffset.UTC),
            aside::add);
    PopulationFolder.write(
        root.resolve("old"), 1, 1, 1, new double[] {0, 1}, (individual, run, output, time) -> 1);
    retention.changed(ended());
    assertThat(populations.ids()).containsExactly("old");
    assertThat(aside).hasSize(1);
    aside.remove().run();
    assertThat(populations.ids()).isEmpty();
  }
}
