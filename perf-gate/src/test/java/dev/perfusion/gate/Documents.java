package dev.perfusion.gate;

import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
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

  /** Adds a step; its other percentiles follow from the p95. */
  public Documents step(String key, long count, double p95) {
    ObjectNode step = root.withObject("/steps").putObject(key);
    step.put("count", count).put("min", p95 / 4).put("p50", p95 / 2);
    step.put("p95", p95).put("max", p95 * 2);
    step.putArray("histogram").addArray().addArray().add(p95).add(Math.max(count, 1));
    return this;
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
