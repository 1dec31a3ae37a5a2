package dev.perfusion.gate;

import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds stored benchmark documents with given counts and percentiles. */
public final class Documents {
  private static final String HASH = "ab".repeat(32);

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  /** A smoke run on an example machine, without steps. */
  public Documents() {
    root.put("timestamp", "2026-01-31T12:00:00Z").put("scenario", "smoke");
    root.putObject("config").put("iterations", 1);
    root.put("configHash", "cd".repeat(32));
    root.putObject("dataset").put("id", "demo").put("sizeBytes", 4096).put("sha256", HASH);
    root.putObject("environment").put("fingerprint", "machine-1");
    root.putObject("summary").put("count", 0);
    root.putObject("steps");
  }

  /**
   * Adds a step with samples of that p95: the median is half of it, and where there are enough
   * samples the least is a quarter and the largest twice of it.
   */
  public Documents step(String key, long count, double p95) {
    ObjectNode step = root.withObject("/steps").putObject(key);
    statistics(step, count, p95);
    ArrayNode fork = step.putArray("histogram").addArray();
    Samples samples = samples(count, p95);
    for (int i = 0; i < samples.size(); i++) {
      fork.addArray().add(samples.value(i)).add(samples.weight(i));
    }
    return this;
  }

  /** The whole iteration, in the same way. */
  public Documents summary(long count, double p95) {
    statistics(root.putObject("summary"), count, p95);
    return this;
  }

  /** Fills an object with the statistics of a series. */
  public static void statistics(ObjectNode series, long count, double p95) {
    SeriesStats stats = SeriesStats.of(samples(count, p95));
    series.put("count", count);
    if (count > 0) {
      series.put("min", stats.min()).put("max", stats.max()).put("mean", stats.mean());
      series.put("p50", stats.p50()).put("p90", stats.p90());
      series.put("p95", stats.p95()).put("p99", stats.p99());
    }
  }

  /** Adds a step that has no samples. */
  public Documents emptyStep(String key) {
    root.withObject("/steps").putObject(key).put("count", 0).putArray("histogram");
    return this;
  }

  private static Samples samples(long count, double p95) {
    Samples.Collector samples = new Samples.Collector();
    long below = (long) Math.floor((count - 1) * 0.95);
    long beyond = count > 20 ? 1 : 0;
    add(samples, p95 / 4, Math.min(1, below));
    add(samples, p95 / 2, below - 1);
    add(samples, p95, count - Math.max(0, below) - beyond);
    add(samples, p95 * 2, beyond);
    return samples.toSamples();
  }

  private static void add(Samples.Collector samples, double value, long count) {
    if (count > 0) {
      samples.add(value, count);
    }
  }

  /** The root object, to change any field. */
  public ObjectNode root() {
    return root;
  }

  /** The object of a step, to change any field. */
  public ObjectNode step(String key) {
    return (ObjectNode) root.get("steps").get(key);
  }

  /** Writes the document as a file. */
  public Path write(Path folder, String name) {
    return Inputs.write(folder, name, JsonFiles.text(root));
  }

  /** The document as the gate reads it. */
  public BenchmarkDocument read(Path folder, String name) {
    return BenchmarkDocument.read(write(folder, name));
  }
}
