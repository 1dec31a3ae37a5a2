package dev.perfusion.bridge.sqlite;

import dev.perfusion.bridge.error.ConfigException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SQLite file that this process has for itself, in write-ahead mode: a change survives a kill of
 * the process when the call returns, and a power failure when {@link #sync} has returned after it.
 */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int SCHEMA_VERSION = 1;

  /** 32 MB of changes go to the log before they are moved to the file. */
  private static final int CHECKPOINT_PAGES = 8000;

  /** A process that was just killed may hold the file a moment longer. */
  private static final int LOCK_WAIT_MS = 500;

  private final StateLock lock;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final RandomAccessFile log;
  private boolean dirty;

  /** Works with the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Database database) throws SQLException;
  }

  /** Reads a row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Database(StateLock lock, Connection connection, RandomAccessFile log) {
    this.lock = lock;
    this.connection = connection;
    this.log = log;
  }

  /**
   * Opens or makes the file.
   *
   * @param schema statements that make the tables of a new file
   * @throws ConfigException when it cannot be opened, or another process has it
   */
  static Database open(Path file, String... schema) {
    try {
      Path absolute = file.toAbsolutePath();
      Files.createDirectories(absolute.getParent());
      StateLock lock = StateLock.take(absolute);
      try {
        return open(absolute, lock, schema);
      } catch (SQLException | IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new ConfigException(
          "JOB_REGISTRY_PATH",
          file.toString(),
          "cannot be opened: "
              + e.getMessage()
              + "; another program may have it, or the folder cannot be written to");
    }
  }

  private static Database open(Path file, StateLock lock, String... schema)
      throws SQLException, IOException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try {
      prepare(connection, schema);
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      return new Database(lock, connection, new RandomAccessFile(log.toFile(), "rw"));
    } catch (SQLException | IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void prepare(Connection connection, String... schema) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + LOCK_WAIT_MS);
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > SCHEMA_VERSION) {
        throw new SQLException("it is of a newer version of this program");
      }
      connection.setAutoCommit(false);
      if (version == 0) {
        for (String command : schema) {
          statement.execute(command);
        }
      }
      // Writing, too, when nothing has changed: this takes the lock that keeps others out.
      statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
      connection.commit();
    }
  }

  /** Does work in one transaction: all of it or, when it throws, nothing. */
  synchronized <T> T transaction(Work<T> work) {
    try {
      T result = work.run(this);
      connection.commit();
      dirty = true;
      return result;
    } catch (SQLException e) {
      rollBack();
      throw new IllegalStateException("the state file cannot be written: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      rollBack();
      throw e;
    }
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.error("roll back failed", e);
    }
  }

  /** Runs a command; to be called within a transaction. */
  int execute(String sql, Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** Reads rows; to be called within a transaction. */
  <T> void query(String sql, Row<T> row, java.util.function.Consumer<T> sink, Object... values)
      throws SQLException {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        sink.accept(row.read(rows));
      }
    }
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** Makes all changes so far survive a power failure. */
  void sync() {
    synchronized (this) {
      if (!dirty) {
        return;
      }
      dirty = false;
    }
    try {
      log.getFD().sync();
    } catch (IOException e) {
      LOG.error("the state file could not be synced", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      log.close();
      connection.close();
      lock.close();
    } catch (SQLException | IOException e) {
      LOG.error("the state file could not be closed", e);
    }
  }
}
