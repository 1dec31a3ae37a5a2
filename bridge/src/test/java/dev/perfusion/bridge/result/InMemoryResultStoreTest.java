package dev.perfusion.bridge.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryResultStoreTest {
  private static StoredRun result(String id, int points) {
    Results results =
        new Results(
            "s",
            new double[points],
            List.of(),
            new SolverStatistics(0, 0, 0, 0, 0, 0, 0, 0),
            List.of(),
            0);
    return new StoredRun(id, "s", "test", Instant.EPOCH, null, results);
  }

  @Test
  void theOldestLeaveWhenTooManyOrTooLarge() {
    InMemoryResultStore store = new InMemoryResultStore(3, 1000, ResultArchive.NONE);
    for (String id : List.of("a", "b", "c", "d")) {
      store.put(result(id, 10));
    }
    assertThat(store.size()).isEqualTo(3);
    assertThatThrownBy(() -> store.get("a")).isInstanceOf(BridgeException.class);
    store.put(result("large", 100));
    assertThat(store.size()).isEqualTo(3);
    store.put(result("larger", 120));
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.sizeBytes()).isEqualTo(960);
  }

  @Test
  void aResultOfTheSameIdIsReplacedAndCountedOnce() {
    InMemoryResultStore store = new InMemoryResultStore(3, 1000, ResultArchive.NONE);
    store.put(result("a", 10));
    store.put(result("a", 20));
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.sizeBytes()).isEqualTo(160);
  }

  @Test
  void whatIsReadFromTheArchiveDoesNotReplaceWhatCameMeanwhile() {
    AtomicReference<ResultStore> itself = new AtomicReference<>();
    StoredRun older = result("a", 10);
    StoredRun newer = result("a", 20);
    ResultArchive archive =
        new ResultArchive() {
          @Override
          public Optional<StoredResult> read(String resultsId) {
            itself.get().put(newer);
            return Optional.of(older);
          }

          @Override
          public int size() {
            return 1;
          }
        };
    InMemoryResultStore store = new InMemoryResultStore(3, 1000, archive);
    itself.set(store);
    assertThat(store.get("a")).isSameAs(newer);
    assertThat(store.get("a")).isSameAs(newer);
    assertThat(store.sizeBytes()).isEqualTo(160);
  }

  @Test
  void theNewestStaysEvenWhenItIsTooLarge() {
    InMemoryResultStore store = new InMemoryResultStore(3, 100, ResultArchive.NONE);
    store.put(result("huge", 1000));
    assertThat(store.get("huge").resultsId()).isEqualTo("huge");
  }
}
