package dev.perfusion.bridge.session;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.error.BridgeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sessions in memory, with a store behind them. Those not used for longest are unloaded when there
 * are too many, when their models take too much memory or when their time is over; who asks for one
 * is told. A session of an earlier process, or one that another process changed, is opened anew
 * from its record.
 */
public final class Sessions implements SessionRegistry {
  private static final int LISTED_IN_ERRORS = 5;
  private static final int REMEMBERED_NOTICES = 1000;
  private static final int ATTEMPTS = 10;

  private final SessionLimits limits;
  private final SessionStore store;
  private final Function<SessionRecord, AdapterSession> opener;
  private final Consumer<Eviction> listener;
  private final Clock clock;
  private final Map<String, Resident> residents = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Eviction> evictions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Eviction> eldest) {
          return size() > REMEMBERED_NOTICES;
        }
      };

  /** A session in memory. */
  private static final class Resident {
    private final Session session;
    private long version;
    private Instant usedAt;

    Resident(Session session, long version, Instant usedAt) {
      this.session = session;
      this.version = version;
      this.usedAt = usedAt;
    }
  }

  /**
   * @param opener opens the model of a record, with its values
   * @param listener told of each session that is unloaded without being asked
   */
  public Sessions(
      SessionLimits limits,
      SessionStore store,
      Function<SessionRecord, AdapterSession> opener,
      Consumer<Eviction> listener,
      Clock clock) {
    this.limits = limits;
    this.store = store;
    this.opener = opener;
    this.listener = listener;
    this.clock = clock;
    forgetOverdue();
  }

  /** Sessions of an earlier process that nobody has changed for longer than they may live. */
  private void forgetOverdue() {
    if (limits.timeToLive().isZero() || store.shared()) {
      return;
    }
    Instant oldest = clock.instant().minus(limits.timeToLive());
    for (SessionRecord record : store.all()) {
      boolean recent =
          record.createdAt().isAfter(oldest)
              || record.changedAt().values().stream().anyMatch(t -> t.isAfter(oldest));
      if (!recent) {
        store.delete(record.simulationId());
      }
    }
  }

  @Override
  public List<Eviction> add(Session session) {
    requireFree(session.simulationId());
    if (!store.create(record(session, 1))) {
      throw taken(session.simulationId());
    }
    return put(session, 1);
  }

  @Override
  public void replace(Session session) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<SessionRecord> former = store.read(session.simulationId());
      long version = former.map(record -> record.version() + 1).orElse(1L);
      SessionRecord record = record(session, version);
      if (former.isPresent() ? store.update(record) : store.create(record)) {
        put(session, version);
        return;
      }
    }
    throw changedMeanwhile(session.simulationId());
  }

  private synchronized List<Eviction> put(Session session, long version) {
    residents.put(session.simulationId(), new Resident(session, version, clock.instant()));
    evictions.remove(session.simulationId());
    return trim();
  }

  private static SessionRecord record(Session session, long version) {
    return new SessionRecord(
        session.simulationId(),
        session.recipe(),
        session.info(),
        session.createdAt(),
        session.changedAt(),
        version);
  }

  @Override
  public void requireFree(String simulationId) {
    if (find(simulationId).isPresent()) {
      throw taken(simulationId);
    }
  }

  @Override
  public Session get(String simulationId) {
    return find(simulationId).orElseThrow(() -> unknown(simulationId));
  }

  @Override
  public Optional<Session> find(String simulationId) {
    return resident(simulationId).map(resident -> resident.session);
  }

  private Optional<Resident> resident(String simulationId) {
    Resident known;
    synchronized (this) {
      trim();
      known = residents.get(simulationId);
      if (known != null) {
        known.usedAt = clock.instant();
        if (!store.shared()) {
          return Optional.of(known);
        }
      }
    }
    Optional<SessionRecord> record = store.read(simulationId);
    synchronized (this) {
      if (record.isEmpty()) {
        residents.remove(simulationId);
        return Optional.empty();
      }
      known = residents.get(simulationId);
      if (known != null && known.version == record.get().version()) {
        return Optional.of(known);
      }
    }
    return reopened(record.get());
  }

  private Optional<Resident> reopened(SessionRecord record) {
    Session session =
        new Session(
            record.simulationId(),
            record.recipe().source(),
            opener.apply(record),
            record.createdAt(),
            record.changedAt());
    Resident opened;
    synchronized (this) {
      Resident raced = residents.get(record.simulationId());
      if (raced != null && raced.version >= record.version()) {
        return Optional.of(raced);
      }
      put(session, record.version());
      opened = residents.get(record.simulationId());
    }
    // Who unloaded it while it was being opened did not find it among the residents.
    if (store.read(record.simulationId()).isEmpty()) {
      forget(record.simulationId(), opened);
      return Optional.empty();
    }
    return Optional.of(opened);
  }

  @Override
  public <T> T change(String simulationId, Function<Session, T> change) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Resident resident = resident(simulationId).orElseThrow(() -> unknown(simulationId));
      synchronized (resident) {
        if (store == SessionStore.NONE) {
          return change.apply(resident.session);
        }
        // The change is made on a copy first: what cannot be kept has not happened.
        Session trial = resident.session.copy();
        change.apply(trial);
        if (store.update(record(trial, resident.version + 1))) {
          resident.version++;
          return change.apply(resident.session);
        }
      }
      forget(simulationId, resident);
    }
    throw changedMeanwhile(simulationId);
  }

  private synchronized void forget(String simulationId, Resident resident) {
    residents.remove(simulationId, resident);
  }

  @Override
  public boolean remove(String simulationId) {
    boolean stored = store.delete(simulationId);
    synchronized (this) {
      return residents.remove(simulationId) != null || stored;
    }
  }

  @Override
  public List<Info> all() {
    Map<String, Info> all = new TreeMap<>();
    for (SessionRecord record : store.all()) {
      all.put(
          record.simulationId(),
          new Info(
              record.simulationId(),
              record.recipe().source(),
              record.info(),
              record.createdAt(),
              lastChange(record)));
    }
    synchronized (this) {
      trim();
      for (Resident one : residents.values()) {
        Session session = one.session;
        String id = session.simulationId();
        if (!store.shared() || all.containsKey(id)) {
          all.put(
              id, new Info(id, session.source(), session.info(), session.createdAt(), one.usedAt));
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static Instant lastChange(SessionRecord record) {
    return record.changedAt().values().stream()
        .max(Comparator.naturalOrder())
        .filter(changed -> changed.isAfter(record.createdAt()))
        .orElse(record.createdAt());
  }

  @Override
  public synchronized int size() {
    return residents.size();
  }

  @Override
  public synchronized long sizeBytes() {
    Set<String> models = new HashSet<>();
    long bytes = 0;
    for (Resident one : residents.values()) {
      if (models.add(one.session.info().sha256())) {
        bytes += one.session.info().memoryBytes();
      }
    }
    return bytes;
  }

  /** Unloads what nobody has used for too long, also when nobody calls any more. */
  public synchronized void expire() {
    trim();
  }

  /** Unloads what is beyond the bounds; the one used last always stays. */
  private List<Eviction> trim() {
    List<Eviction> evicted = new ArrayList<>();
    Instant now = clock.instant();
    Duration live = limits.timeToLive();
    Iterator<Resident> eldest = residents.values().iterator();
    while (eldest.hasNext()) {
      Resident one = eldest.next();
      String reason;
      if (!live.isZero() && one.usedAt.plus(live).isBefore(now)) {
        reason = "nobody used it for " + live.toSeconds() + " s (SESSION_TTL_SECONDS)";
      } else if (residents.size() > limits.maxCount()) {
        reason = "at most " + limits.maxCount() + " simulations stay loaded (SESSION_MAX_COUNT)";
      } else if (residents.size() > 1 && sizeBytes() > limits.maxBytes()) {
        reason =
            "loaded simulations may take "
                + (limits.maxBytes() >> 20)
                + " MB of memory (SESSION_MAX_MB)";
      } else {
        break;
      }
      eldest.remove();
      if (!store.shared()) {
        Eviction eviction = new Eviction(one.session.simulationId(), now, reason);
        store.delete(eviction.simulationId());
        evictions.put(eviction.simulationId(), eviction);
        evicted.add(eviction);
        listener.accept(eviction);
      }
    }
    return evicted;
  }

  private static BridgeException taken(String simulationId) {
    return BridgeException.conflict(
        "simulationId",
        "a simulation \"" + simulationId + "\" is loaded already",
        "give another simulationId, or work with the one that is loaded");
  }

  private static BridgeException changedMeanwhile(String simulationId) {
    return BridgeException.conflict(
        "simulationId",
        "simulation \"" + simulationId + "\" is being changed by another server",
        "try again");
  }

  private BridgeException unknown(String simulationId) {
    Eviction eviction;
    synchronized (this) {
      eviction = evictions.get(simulationId);
    }
    if (eviction != null) {
      return BridgeException.notFound(
          "simulationId",
          "simulation \""
              + simulationId
              + "\" was unloaded at "
              + eviction.at()
              + ": "
              + eviction.reason(),
          "call load_simulation again, or restore_simulation if it has a snapshot");
    }
    List<String> ids =
        all().stream().map(Info::simulationId).sorted(Comparator.naturalOrder()).toList();
    return BridgeException.notFound(
        "simulationId",
        "no simulation \"" + simulationId + "\" is loaded",
        ids.isEmpty()
            ? "call load_simulation first"
            : "loaded: "
                + String.join(", ", ids.subList(0, Math.min(LISTED_IN_ERRORS, ids.size())))
                + (ids.size() > LISTED_IN_ERRORS ? ", ..." : ""));
  }
}
