package dev.perfusion.bridge.session;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.engine.QuantityInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A loaded simulation: the model and the values set so far. Safe for use by many threads. */
public final class Session {
  private final String simulationId;
  private final AdapterSession model;
  private final Instant createdAt;
  private final Map<String, Instant> changes = new HashMap<>();

  /** A session without changes. */
  public Session(String simulationId, AdapterSession model, Instant createdAt) {
    this.simulationId = simulationId;
    this.model = model;
    this.createdAt = createdAt;
  }

  /** Id that callers use. */
  public String simulationId() {
    return simulationId;
  }

  /** When it was loaded. */
  public Instant createdAt() {
    return createdAt;
  }

  /** What is known of the model. */
  public ModelInfo info() {
    return model.info();
  }

  /** All quantities in document order. */
  public List<QuantityInfo> quantities() {
    return model.quantities();
  }

  /** A quantity with its value at time 0. */
  public synchronized Reading read(String path) {
    QuantityInfo quantity = model.quantity(path);
    return new Reading(quantity, model.value(path), changes.get(quantity.fullPath()));
  }

  /**
   * Changes one value.
   *
   * @param relative add to the current value instead of replacing it
   * @return before and after
   */
  public synchronized Change set(String path, double value, boolean relative, Instant now) {
    Reading before = read(path);
    model.set(path, relative ? before.value() + value : value);
    changes.put(before.quantity().fullPath(), now);
    return new Change(before, read(path));
  }

  /** A run with the values of now. */
  public synchronized PreparedRun prepare() {
    return model.prepare();
  }

  /**
   * A value as read.
   *
   * @param value base unit
   * @param changedAt when a caller last set it; null when it is as in the file
   */
  public record Reading(QuantityInfo quantity, double value, Instant changedAt) {}

  /** A value before and after a change. */
  public record Change(Reading before, Reading after) {}
}
