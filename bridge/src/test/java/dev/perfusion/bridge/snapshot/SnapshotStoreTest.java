package dev.perfusion.bridge.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.error.BridgeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreTest {
  @TempDir private Path folder;

  private static RunRecipe state(double weight) {
    return new RunRecipe(new ModelSource.Demo(), "digest", Map.of("Organism|Weight", weight));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNewestIsFirstAndNoneIsLost(boolean inMemory) {
    SnapshotStore store = new SnapshotStore(inMemory ? null : folder, Clock.systemUTC());
    for (int i = 0; i < 20; i++) {
      store.save("a", state(i));
    }
    List<Snapshot> all = store.list("a");
    assertThat(all).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(all.get(i).state()).isEqualTo(state(19 - i));
    }
    assertThat(store.get("a", null)).isEqualTo(all.get(0));
    assertThat(store.get("a", all.get(7).snapshotId())).isEqualTo(all.get(7));
    assertThatThrownBy(() -> store.get("b", null)).isInstanceOf(BridgeException.class);
    assertThatThrownBy(() -> store.get("a", "../a")).isInstanceOf(BridgeException.class);
  }

  @Test
  void filesOutliveTheStore() {
    Snapshot saved = new SnapshotStore(folder, Clock.systemUTC()).save("a", state(0.1));
    assertThat(new SnapshotStore(folder, Clock.systemUTC()).get("a", null)).isEqualTo(saved);
  }

  @Test
  void anyIdIsAFolderBelowTheStore() throws Exception {
    SnapshotStore store = new SnapshotStore(folder.resolve("inner"), Clock.systemUTC());
    for (String id : List.of("../x", "a|b c", "ü", "..", "/etc", "€".repeat(64))) {
      assertThat(store.get(id, store.save(id, state(1)).snapshotId()).simulationId()).isEqualTo(id);
    }
    try (var outside = Files.list(folder)) {
      assertThat(outside).containsExactly(folder.resolve("inner"));
    }
  }

  @Test
  void aChangedFileIsNotedByItsHash() throws Exception {
    SnapshotStore store = new SnapshotStore(folder, Clock.systemUTC());
    String id = store.save("a", state(70)).snapshotId();
    Path file = folder.resolve("a").resolve(id + ".json");
    Files.writeString(file, Files.readString(file).replace("70.0", "71.0"));
    assertThatThrownBy(() -> store.get("a", id)).hasMessageContaining("hash");
    Files.writeString(file, "{\"snapshotId\":");
    assertThatThrownBy(() -> store.get("a", id)).hasMessageContaining(id + " has been damaged");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> store.list("a")).isInstanceOf(BridgeException.class);
  }
}
