package dev.perfusion.bridge.sqlite;

import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.job.JobError;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.job.JobStore;
import dev.perfusion.bridge.job.StoredJob;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.ResultArchive;
import dev.perfusion.bridge.result.ResultCodec;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.session.SessionStore;
import dev.perfusion.bridge.thread.Uninterrupted;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs, their idempotency keys and results, and sessions: a SQLite file for what is small and
 * looked up, a folder beside it for the results themselves, and a mapped file that names the jobs
 * running now. Everything that a method has written survives a kill of the process; a power failure
 * may cost the last 100 ms.
 */
public final class SqliteState implements JobStore, ResultArchive, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteState.class);
  private static final int SYNC_MS = 100;
  private static final String[] SCHEMA = {
    "CREATE TABLE jobs (seq INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE,"
        + " type TEXT NOT NULL, simulation_id TEXT NOT NULL, state TEXT NOT NULL,"
        + " submitted_us INTEGER NOT NULL, started_us INTEGER, finished_us INTEGER,"
        + " attempts INTEGER NOT NULL, max_retries INTEGER NOT NULL, timeout_seconds REAL NOT NULL,"
        + " cancel_requested INTEGER NOT NULL, progress REAL NOT NULL, wait_ns INTEGER,"
        + " execution_ns INTEGER, results_id TEXT, error TEXT, run_id TEXT,"
        + " idempotency_key TEXT UNIQUE, fingerprint TEXT NOT NULL, description TEXT NOT NULL,"
        + " crashes INTEGER NOT NULL)",
    "CREATE TABLE results (results_id TEXT PRIMARY KEY, job_id TEXT NOT NULL,"
        + " segment INTEGER NOT NULL, position INTEGER NOT NULL, length INTEGER NOT NULL)",
    "CREATE INDEX results_by_job ON results (job_id)",
    "CREATE TABLE sessions (simulation_id TEXT PRIMARY KEY, version INTEGER NOT NULL,"
        + " record TEXT NOT NULL)"
  };
  private static final String SAVE =
      "INSERT INTO jobs (job_id, type, simulation_id, state, submitted_us, started_us, finished_us,"
          + " attempts, max_retries, timeout_seconds, cancel_requested, progress, wait_ns,"
          + " execution_ns, results_id, error, run_id, idempotency_key, fingerprint, description,"
          + " crashes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (job_id) DO UPDATE SET state = excluded.state,"
          + " started_us = excluded.started_us, finished_us = excluded.finished_us,"
          + " attempts = excluded.attempts, cancel_requested = excluded.cancel_requested,"
          + " progress = excluded.progress, wait_ns = excluded.wait_ns,"
          + " execution_ns = excluded.execution_ns, results_id = excluded.results_id,"
          + " error = excluded.error, crashes = excluded.crashes";

  private final Database database;
  private final Segments segments;
  private final RunningMarks running;
  private final Thread syncer;
  private final Set<String> forgotten = new LinkedHashSet<>();

  /** Held from the append of a result to its row, and while files without a row are deleted. */
  private final Object filing = new Object();

  /** Changed within transactions, which come one after the other. */
  private volatile boolean filesToSweep;

  private final CountDownLatch closing = new CountDownLatch(1);

  private SqliteState(Database database, Segments segments, RunningMarks running) {
    this.database = database;
    this.segments = segments;
    this.running = running;
    this.syncer = new Thread(this::syncLoop, "perfusion-state-sync");
    syncer.setDaemon(true);
    syncer.start();
  }

  /**
   * Opens or makes the file; results go to the folder {@code results} beside it.
   *
   * @throws ConfigException when it cannot be opened, or another process has it
   */
  public static SqliteState open(Path file) {
    Database database = Database.open(file, SCHEMA);
    try {
      Path absolute = file.toAbsolutePath();
      Segments segments = new Segments(absolute.resolveSibling("results"));
      Path marks = absolute.resolveSibling(absolute.getFileName() + "-running");
      return new SqliteState(database, segments, new RunningMarks(marks));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void syncLoop() {
    try {
      while (!closing.await(SYNC_MS, TimeUnit.MILLISECONDS)) {
        if (somethingToSweep()) {
          sweep();
        }
        // Results first: what the index names has to be there.
        segments.sync();
        database.sync();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  @Override
  public void save(StoredJob stored) {
    JobRecord job = stored.job();
    if (job.state() == JobState.RUNNING) {
      running.mark(job.jobId());
      return;
    }
    database.transaction(
        db -> {
          if (stored.request().idempotencyKey().isPresent()) {
            // The key may be that of a job that was forgotten.
            drop(db);
          }
          return save(db, stored);
        });
    running.clear(job.jobId());
  }

  private static int save(Database db, StoredJob stored) throws SQLException {
    JobRecord job = stored.job();
    JobRequest request = stored.request();
    return db.execute(
        SAVE,
        job.jobId(),
        job.type(),
        job.simulationId(),
        job.state().wireName(),
        micros(job.submittedAt()),
        micros(job.startedAt()),
        micros(job.finishedAt()),
        job.attempts(),
        job.maxRetries(),
        job.timeoutSeconds(),
        job.cancelRequested() ? 1 : 0,
        job.progressPercent(),
        job.queueWaitNanos(),
        job.executionNanos(),
        job.resultsId(),
        job.error() == null ? null : Json.tree(job.error()).toString(),
        request.runId().orElse(null),
        request.idempotencyKey().orElse(null),
        request.fingerprint(),
        stored.description().toString(),
        stored.crashes());
  }

  @Override
  public void finish(StoredJob stored, StoredResult result) {
    if (result == null) {
      finish(stored, null, null);
      return;
    }
    ByteBuffer bytes = ResultCodec.write(result);
    synchronized (filing) {
      finish(stored, result, segments.append(bytes));
    }
  }

  private void finish(StoredJob stored, StoredResult result, Segments.Place place) {
    database.transaction(
        db -> {
          if (place != null) {
            db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)",
                result.resultsId(),
                stored.job().jobId(),
                place.segment(),
                place.offset(),
                place.length());
          }
          if (stored.request().idempotencyKey().isPresent()) {
            drop(db);
          }
          return save(db, stored);
        });
    running.clear(stored.job().jobId());
  }

  /**
   * Takes note; the rows go with the next look of the thread that syncs, or before anything that
   * could meet them. Once the history is full every job drops one, and a transaction for each would
   * take as long as a small run.
   */
  @Override
  public void forget(Collection<String> jobIds) {
    synchronized (forgotten) {
      forgotten.addAll(jobIds);
    }
  }

  /** Deletes what is forgotten; within a transaction. */
  private void drop(Database db) throws SQLException {
    List<String> ids;
    synchronized (forgotten) {
      ids = List.copyOf(forgotten);
      forgotten.clear();
    }
    for (String id : ids) {
      db.execute("DELETE FROM jobs WHERE job_id = ?", id);
      db.execute("DELETE FROM results WHERE job_id = ?", id);
    }
    filesToSweep |= !ids.isEmpty();
  }

  /** Deletes what is forgotten, and files in which nothing is wanted any more. */
  private void sweep() {
    Set<Long> wanted = new HashSet<>();
    try {
      synchronized (filing) {
        database.transaction(
            db -> {
              drop(db);
              filesToSweep = false;
              db.query("SELECT DISTINCT segment FROM results", row -> row.getLong(1), wanted::add);
              return null;
            });
        segments.retain(wanted);
      }
    } catch (IllegalStateException e) {
      LOG.warn("results that nobody wants any more stay", e);
    }
  }

  private boolean somethingToSweep() {
    synchronized (forgotten) {
      return filesToSweep || !forgotten.isEmpty();
    }
  }

  @Override
  public List<StoredJob> load() {
    List<StoredJob> jobs = new ArrayList<>();
    database.transaction(
        db -> {
          db.query("SELECT * FROM jobs ORDER BY seq", this::job, jobs::add);
          return null;
        });
    running.retain(jobs.stream().map(j -> j.job().jobId()).collect(Collectors.toSet()));
    return jobs;
  }

  private StoredJob job(ResultSet row) throws SQLException {
    String error = row.getString("error");
    String id = row.getString("job_id");
    JobState state = JobState.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    if (state.terminal()) {
      running.clear(id);
    }
    JobRecord record =
        new JobRecord(
            id,
            row.getString("type"),
            row.getString("simulation_id"),
            running.wasRunning(id) ? JobState.RUNNING : state,
            instant(number(row, "submitted_us")),
            instant(number(row, "started_us")),
            instant(number(row, "finished_us")),
            row.getInt("attempts"),
            row.getInt("max_retries"),
            row.getDouble("timeout_seconds"),
            row.getInt("cancel_requested") != 0,
            row.getDouble("progress"),
            number(row, "wait_ns"),
            number(row, "execution_ns"),
            row.getString("results_id"),
            error == null
                ? null
                : Json.mapper().treeToValue(Json.mapper().readTree(error), JobError.class),
            null);
    JobRequest request =
        new JobRequest(
            record.type(),
            record.simulationId(),
            Optional.ofNullable(row.getString("run_id")),
            Optional.of(record.timeoutSeconds()),
            Optional.of(record.maxRetries()),
            Optional.ofNullable(row.getString("idempotency_key")),
            row.getString("fingerprint"));
    return new StoredJob(
        record,
        request,
        Json.mapper().readTree(row.getString("description")),
        row.getInt("crashes"));
  }

  private static Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }

  private static Long micros(Instant instant) {
    return instant == null ? null : Long.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  private static Instant instant(Long micros) {
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @Override
  public Optional<StoredResult> read(String resultsId) {
    List<Segments.Place> places = new ArrayList<>();
    database.transaction(
        db -> {
          drop(db);
          db.query(
              "SELECT segment, position, length FROM results WHERE results_id = ?",
              row -> new Segments.Place(row.getLong(1), row.getLong(2), row.getInt(3)),
              places::add,
              resultsId);
          return null;
        });
    return places.stream().findFirst().map(segments::read).map(ResultCodec::read);
  }

  @Override
  public int size() {
    int[] size = new int[1];
    database.transaction(
        db -> {
          drop(db);
          db.query("SELECT COUNT(*) FROM results", row -> row.getInt(1), n -> size[0] = n);
          return null;
        });
    return size[0];
  }

  /** The sessions in the same file. */
  public SessionStore sessions() {
    return new SqliteSessions(database);
  }

  @Override
  public void close() {
    closing.countDown();
    // The files must not be closed under its hands.
    Uninterrupted.join(syncer);
    if (somethingToSweep()) {
      sweep();
    }
    segments.sync();
    segments.close();
    database.close();
  }
}
