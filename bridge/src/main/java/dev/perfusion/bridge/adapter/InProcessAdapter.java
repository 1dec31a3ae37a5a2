package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.fixtures.DemoModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The engine in this JVM. */
public final class InProcessAdapter implements SimulationAdapter {
  private final ModelCache cache;
  private final ModelLoads loads;

  /**
   * An adapter that keeps so many compiled models; 0 for none.
   *
   * @param loadTimeoutMs how long reading and compiling a model may take
   */
  public InProcessAdapter(int cacheEntries, int loadTimeoutMs) {
    this.cache = new ModelCache(cacheEntries);
    this.loads = new ModelLoads(loadTimeoutMs);
  }

  @Override
  public String name() {
    return "inprocess";
  }

  @Override
  public AdapterHealth health() {
    return AdapterHealth.ready("perfusion engine in this JVM");
  }

  @Override
  public boolean runsPopulations() {
    return true;
  }

  @Override
  public AdapterSession open(ModelSource source, Cancellation cancellation) {
    long start = System.nanoTime();
    byte[] bytes = read(source);
    String sha256 = CanonicalJson.sha256(bytes);
    String key = key(source, sha256);
    Optional<Simulation> known = cache.get(key);
    Simulation simulation =
        known.orElseGet(() -> loads.run(source.label(), () -> load(source, bytes), cancellation));
    if (known.isEmpty()) {
      cache.put(key, simulation);
    }
    long nanos = System.nanoTime() - start;
    return new InProcessSession(
        simulation, info(simulation, source, bytes.length, sha256, nanos, known.isPresent()));
  }

  /** A model file with the content of another, or of the demo, is that model. */
  private static String key(ModelSource source, String sha256) {
    return source instanceof ModelSource.File file && file.isProject()
        ? sha256 + " " + file.simulationName()
        : sha256;
  }

  private static byte[] read(ModelSource source) {
    try {
      return source instanceof ModelSource.File file
          ? Files.readAllBytes(file.path())
          : DemoModel.bytes();
    } catch (IOException e) {
      throw BridgeException.invalid(
          "filePath",
          source.label() + ": the file cannot be read: " + e.getMessage(),
          "check that it exists and its permissions");
    }
  }

  private static Simulation load(ModelSource source, byte[] bytes) {
    try {
      Simulation simulation =
          source instanceof ModelSource.File file && file.isProject()
              ? Simulation.load(file.path(), file.simulationName())
              : Simulation.load(new ByteArrayInputStream(bytes), source.label());
      simulation.compile();
      return simulation;
    } catch (ModelFormatException e) {
      throw BridgeException.invalid("filePath", e.getMessage(), e.reason());
    } catch (ModelException e) {
      throw BridgeException.invalid("filePath", source.label() + ": " + e.getMessage(), e.reason());
    }
  }

  private static ModelInfo info(
      Simulation simulation,
      ModelSource source,
      long size,
      String sha256,
      long nanos,
      boolean cached) {
    var model = simulation.model();
    double[] times = model.outputs().outputTimes();
    return new ModelInfo(
        simulation.name(),
        model.format(),
        source.label(),
        size,
        sha256,
        model.parameters().size(),
        model.species().size(),
        model.observers().size(),
        model.events().size(),
        times[times.length - 1],
        times.length,
        model.solver().absTol(),
        model.solver().relTol(),
        nanos,
        cached,
        simulation.warnings());
  }

  @Override
  public void clearModelCache() {
    cache.clear();
  }

  @Override
  public void close() {
    cache.clear();
  }
}
