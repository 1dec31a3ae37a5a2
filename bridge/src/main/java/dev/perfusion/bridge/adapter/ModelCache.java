package dev.perfusion.bridge.adapter;

import dev.perfusion.engine.Simulation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled models by the digest of their file (and the simulation in it), the least recently used
 * leave first. A changed file has another digest, so what comes out is never stale.
 */
final class ModelCache {
  private static final float LOAD_FACTOR = 0.75f;

  private final int capacity;
  private final Map<String, Simulation> models;

  /** A cache of so many models; 0 keeps none. */
  ModelCache(int capacity) {
    this.capacity = capacity;
    this.models = new LinkedHashMap<>(2 * capacity + 1, LOAD_FACTOR, true);
  }

  synchronized Optional<Simulation> get(String sha256) {
    return Optional.ofNullable(models.get(sha256));
  }

  synchronized void put(String sha256, Simulation simulation) {
    models.put(sha256, simulation);
    if (models.size() > capacity) {
      models.remove(models.keySet().iterator().next());
    }
  }

  synchronized void clear() {
    models.clear();
  }
}
