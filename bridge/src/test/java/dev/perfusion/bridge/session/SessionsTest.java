package dev.perfusion.bridge.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.error.BridgeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bounds, notices, and what a store behind the sessions is told. */
class SessionsTest {
  private static final String WEIGHT = "Organism|Weight";

  private final InProcessAdapter adapter = new InProcessAdapter(1, 60_000);
  private final SettableClock clock = new SettableClock();
  private final List<String> evicted = new ArrayList<>();

  /** Time that the test sets. */
  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** A store that several sessions can share. */
  private static final class MapStore implements SessionStore {
    private final Map<String, SessionRecord> records = new HashMap<>();
    private final boolean shared;

    MapStore(boolean shared) {
      this.shared = shared;
    }

    @Override
    public Optional<SessionRecord> read(String simulationId) {
      return Optional.ofNullable(records.get(simulationId));
    }

    @Override
    public boolean create(SessionRecord session) {
      return records.putIfAbsent(session.simulationId(), session) == null;
    }

    @Override
    public boolean update(SessionRecord session) {
      SessionRecord former = records.get(session.simulationId());
      if (former == null || former.version() != session.version() - 1) {
        return false;
      }
      records.put(session.simulationId(), session);
      return true;
    }

    @Override
    public boolean delete(String simulationId) {
      return records.remove(simulationId) != null;
    }

    @Override
    public List<SessionRecord> all() {
      return List.copyOf(records.values());
    }

    @Override
    public boolean shared() {
      return shared;
    }
  }

  private Sessions sessions(int count, long bytes, Duration live, SessionStore store) {
    return new Sessions(
        new SessionLimits(count, bytes, live),
        store,
        record -> record.recipe().open(adapter),
        eviction -> evicted.add(eviction.simulationId()),
        clock);
  }

  private Session session(String id) {
    AdapterSession model = adapter.open(new ModelSource.Demo());
    return new Session(id, new ModelSource.Demo(), model, clock.instant());
  }

  private static List<Session.Wanted> weigh(double weight) {
    return List.of(new Session.Wanted(WEIGHT, weight, null, false));
  }

  private void set(Sessions sessions, String id, double weight) {
    sessions.change(id, s -> s.set(weigh(weight), (q, v) -> {}, clock.instant()));
  }

  private static double weight(Sessions sessions, String id) {
    return sessions.get(id).read(WEIGHT).value();
  }

  @Test
  void theOneNotUsedForLongestLeavesAndItsUserIsTold() {
    Sessions sessions = sessions(2, Long.MAX_VALUE, Duration.ZERO, SessionStore.NONE);
    sessions.add(session("a"));
    sessions.add(session("b"));
    sessions.get("a");
    assertThat(sessions.add(session("c"))).extracting("simulationId").containsExactly("b");
    assertThat(evicted).containsExactly("b");
    assertThat(sessions.all()).extracting("simulationId").containsExactly("a", "c");
    BridgeException e = catchThrowableOfType(BridgeException.class, () -> sessions.get("b"));
    assertThat(e).hasMessageContaining("SESSION_MAX_COUNT");
    assertThat(e.details().get(0).hint()).contains("load_simulation");
    sessions.add(session("b"));
    assertThat(weight(sessions, "b")).isEqualTo(73);
  }

  @Test
  void modelsThatTakeTooMuchMemoryLeaveButTheLastStays() {
    Sessions sessions = sessions(10, 1, Duration.ZERO, SessionStore.NONE);
    sessions.add(session("a"));
    assertThat(sessions.size()).isEqualTo(1);
    assertThat(sessions.add(session("b"))).hasSize(1);
    assertThat(sessions.size()).isEqualTo(1);
    assertThat(sessions.sizeBytes()).isPositive();
  }

  @Test
  void aModelCountsOnceHoweverManySimulationsHaveIt() {
    Sessions sessions = sessions(10, Long.MAX_VALUE, Duration.ZERO, SessionStore.NONE);
    sessions.add(session("a"));
    long one = sessions.sizeBytes();
    sessions.add(session("b"));
    assertThat(sessions.sizeBytes()).isEqualTo(one);
  }

  @Test
  void whoIsNotUsedLeavesInTime() {
    Sessions sessions = sessions(10, Long.MAX_VALUE, Duration.ofSeconds(60), SessionStore.NONE);
    sessions.add(session("a"));
    sessions.add(session("b"));
    clock.now = clock.now.plusSeconds(50);
    sessions.get("a");
    clock.now = clock.now.plusSeconds(20);
    assertThat(sessions.all()).extracting("simulationId").containsExactly("a");
    assertThat(catchThrowableOfType(BridgeException.class, () -> sessions.get("b")))
        .hasMessageContaining("SESSION_TTL_SECONDS");
  }

  @Test
  void theStoreHasWhatTheNextProcessNeeds() {
    MapStore store = new MapStore(false);
    Sessions first = sessions(2, Long.MAX_VALUE, Duration.ZERO, store);
    first.add(session("a"));
    set(first, "a", 60);
    Sessions next = sessions(2, Long.MAX_VALUE, Duration.ZERO, store);
    assertThat(next.size()).isZero();
    assertThat(next.all()).extracting("simulationId").containsExactly("a");
    assertThat(weight(next, "a")).isEqualTo(60);
    next.add(session("b"));
    next.add(session("c"));
    assertThat(store.records.keySet()).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void processesThatShareAStoreSeeEachOther() {
    MapStore store = new MapStore(true);
    Sessions one = sessions(1, Long.MAX_VALUE, Duration.ZERO, store);
    Sessions two = sessions(1, Long.MAX_VALUE, Duration.ZERO, store);
    one.add(session("a"));
    assertThat(catchThrowableOfType(BridgeException.class, () -> two.add(session("a"))))
        .hasMessageContaining("loaded already");
    set(two, "a", 60);
    assertThat(weight(one, "a")).isEqualTo(60);
    set(one, "a", 61);
    set(two, "a", weight(two, "a") + 1);
    assertThat(weight(one, "a")).isEqualTo(62);
    one.add(session("b"));
    assertThat(evicted).as("others may use it").isEmpty();
    assertThat(weight(one, "a")).isEqualTo(62);
    assertThat(two.remove("a")).isTrue();
    assertThat(one.find("a")).isEmpty();
  }

  @Test
  void whoIsUnloadedWhileItIsOpenedAnewDoesNotComeBack() {
    MapStore store = new MapStore(false);
    sessions(2, Long.MAX_VALUE, Duration.ZERO, store).add(session("a"));
    Sessions[] next = new Sessions[1];
    next[0] =
        new Sessions(
            new SessionLimits(2, Long.MAX_VALUE, Duration.ZERO),
            store,
            record -> {
              assertThat(next[0].remove("a")).isTrue();
              return record.recipe().open(adapter);
            },
            eviction -> evicted.add(eviction.simulationId()),
            clock);
    assertThat(next[0].find("a")).isEmpty();
    assertThat(next[0].all()).isEmpty();
    next[0].add(session("a"));
  }

  @Test
  void aChangeThatIsRefusedIsNotKept() {
    MapStore store = new MapStore(false);
    Sessions sessions = sessions(1, Long.MAX_VALUE, Duration.ZERO, store);
    sessions.add(session("a"));
    List<Session.Wanted> wanted =
        List.of(
            new Session.Wanted(WEIGHT, 60, null, false),
            new Session.Wanted("no such path", 1, null, false));
    catchThrowableOfType(
        BridgeException.class,
        () -> sessions.change("a", s -> s.set(wanted, (q, v) -> {}, clock.instant())));
    assertThat(weight(sessions, "a")).isEqualTo(73);
    assertThat(store.records.get("a").recipe().values()).isEmpty();
  }
}
