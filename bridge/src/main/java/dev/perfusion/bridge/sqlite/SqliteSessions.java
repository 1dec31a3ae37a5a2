package dev.perfusion.bridge.sqlite;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.session.SessionRecord;
import dev.perfusion.bridge.session.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sessions in the state file. */
final class SqliteSessions implements SessionStore {
  private final Database database;

  SqliteSessions(Database database) {
    this.database = database;
  }

  @Override
  public Optional<SessionRecord> read(String simulationId) {
    return query("SELECT record FROM sessions WHERE simulation_id = ?", simulationId).stream()
        .findFirst();
  }

  @Override
  public List<SessionRecord> all() {
    return query("SELECT record FROM sessions");
  }

  private List<SessionRecord> query(String sql, Object... values) {
    List<SessionRecord> found = new ArrayList<>();
    database.transaction(
        db -> {
          db.query(sql, SqliteSessions::session, found::add, values);
          return null;
        });
    return found;
  }

  private static SessionRecord session(ResultSet row) throws SQLException {
    return SessionRecord.of(Json.mapper().readTree(row.getString(1)));
  }

  private static String text(SessionRecord session) {
    return session.json(Instant.now()).toString();
  }

  @Override
  public boolean create(SessionRecord session) {
    return changes(
        "INSERT INTO sessions VALUES (?, ?, ?) ON CONFLICT (simulation_id) DO NOTHING",
        session.simulationId(),
        session.version(),
        text(session));
  }

  @Override
  public boolean update(SessionRecord session) {
    return changes(
        "UPDATE sessions SET version = ?, record = ? WHERE simulation_id = ? AND version = ?",
        session.version(),
        text(session),
        session.simulationId(),
        session.version() - 1);
  }

  @Override
  public boolean delete(String simulationId) {
    return changes("DELETE FROM sessions WHERE simulation_id = ?", simulationId);
  }

  private boolean changes(String sql, Object... values) {
    return database.transaction(db -> db.execute(sql, values)) > 0;
  }

  @Override
  public boolean shared() {
    return false;
  }
}
