package dev.perfusion.bridge.session;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.model.UnitException;
import dev.perfusion.engine.pk.Dosing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjDoubleConsumer;

/** A loaded simulation: the model and the values set so far. Safe for use by many threads. */
public final class Session {
  private final String simulationId;
  private final ModelSource source;
  private final AdapterSession model;
  private final Instant createdAt;
  private final Map<String, Instant> changes = new HashMap<>();
  private final AtomicLong lastRunNanos = new AtomicLong(Long.MAX_VALUE);

  /** A session of a model; what is changed in it counts as changed now. */
  public Session(String simulationId, ModelSource source, AdapterSession model, Instant createdAt) {
    this.simulationId = simulationId;
    this.source = source;
    this.model = model;
    this.createdAt = createdAt;
    model.changes().keySet().forEach(path -> changes.put(path, createdAt));
  }

  /** A session of a model whose changes were made at known moments. */
  Session(
      String simulationId,
      ModelSource source,
      AdapterSession model,
      Instant createdAt,
      Map<String, Instant> changedAt) {
    this(simulationId, source, model, createdAt);
    changes.putAll(changedAt);
  }

  /** An independent session with the same values. */
  public synchronized Session copy() {
    return new Session(simulationId, source, model.copy(), createdAt, changes);
  }

  /** When each value was set: full path to moment. */
  synchronized Map<String, Instant> changedAt() {
    return Map.copyOf(changes);
  }

  /** Where the model comes from. */
  ModelSource source() {
    return source;
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
   * Changes values, all or none.
   *
   * @param wanted in the order of the call; a later one sees what an earlier one did
   * @param check refuses values that cannot be (base unit)
   * @return before and after of each
   */
  public synchronized List<Change> set(
      List<Wanted> wanted, ObjDoubleConsumer<QuantityInfo> check, Instant now) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    List<Reading> before = new ArrayList<>();
    for (Wanted one : wanted) {
      Reading reading = read(one.path());
      before.add(reading);
      String path = reading.quantity().fullPath();
      double value = one.value(numbers.getOrDefault(path, reading.value()), model);
      check.accept(reading.quantity(), value);
      numbers.put(path, value);
    }
    model.set(numbers);
    numbers.keySet().forEach(path -> changes.put(path, now));
    List<Change> done = new ArrayList<>();
    for (Reading reading : before) {
      done.add(new Change(reading, read(reading.quantity().fullPath())));
    }
    return done;
  }

  /** What needs a quantity. */
  public Dependents dependents(String path) {
    return model.dependents(path);
  }

  /** What is given of the molecule that an output belongs to. */
  public synchronized Dosing dosing(String path) {
    return model.dosing(path);
  }

  /** Converts values of a quantity between its base unit and others. */
  public synchronized UnitConverter converter(String path) {
    return model.converter(path);
  }

  /** The model and what was changed in it. */
  public synchronized RunRecipe recipe() {
    return new RunRecipe(source, model.info().sha256(), model.changes());
  }

  /** A run with the values of now, and how to make it again. */
  public synchronized Prepared prepare() {
    return new Prepared(recipe(), model.prepare(), lastRunNanos);
  }

  /**
   * A run whose values are fixed.
   *
   * @param lastNanos how long the latest run of the session took; a maximum before the first
   */
  public record Prepared(RunRecipe recipe, PreparedRun run, AtomicLong lastNanos) {}

  /**
   * A change that is wanted.
   *
   * @param value in the unit
   * @param unit null for the base unit
   * @param relative add to the current value instead of replacing it
   */
  public record Wanted(String path, double value, String unit, boolean relative) {
    private double value(double current, AdapterSession model) {
      if (unit == null) {
        return relative ? current + value : value;
      }
      UnitConverter converter = model.converter(path);
      try {
        // Added in the unit of the caller, so that 1 degree more is 1 degree more.
        double sum = relative ? converter.fromStored(current, unit) + value : value;
        return converter.toStored(sum, unit);
      } catch (UnitException e) {
        throw BridgeException.invalid(
            "unit", path + ": " + e.getMessage(), "leave unit out for base units");
      }
    }
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
