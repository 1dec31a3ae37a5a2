package dev.perfusion.benchmarks.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is in a measured population: what a workload file says, or subjects of any model whose chosen
 * parameter lies within one percent of its value.
 */
final class PopulationWorkload {
  private static final double SPREAD = 0.01;
  private static final long SEED = 20240229;
  private static final int MOST_REPLICATES = 100_000;

  private final Optional<ObjectNode> file;
  private final int subjects;

  /** How often as many runs of each. */
  private final int times;

  private final List<String> outputs;

  private PopulationWorkload(
      Optional<ObjectNode> file, int subjects, int times, List<String> outputs) {
    this.file = file;
    this.subjects = subjects;
    this.times = times;
    this.outputs = outputs;
  }

  /**
   * A population.
   *
   * @param file workload file; empty for subjects of any model
   * @param subjects how many there are; 0 for as many as the file says
   * @param replicates of each in a file; 0 for as many as it says
   * @throws IOException the file cannot be read
   */
  static PopulationWorkload of(Optional<Path> file, int subjects, int replicates)
      throws IOException {
    Optional<ObjectNode> content = Optional.empty();
    if (file.isPresent()) {
      ObjectNode workload =
          (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file.get()));
      if (subjects > 0) {
        workload.withObject("cohort").put("size", subjects);
      }
      if (replicates > 0) {
        workload.put("replicates", replicates);
      }
      content = Optional.of(workload);
    }
    return new PopulationWorkload(content, subjects, 1, List.of());
  }

  /**
   * The workload for a simulation.
   *
   * @param parameter the chosen parameter
   * @param value its value in the model
   */
  ObjectNode of(String parameter, double value) {
    ObjectNode workload = file.map(ObjectNode::deepCopy).orElseGet(() -> around(parameter, value));
    if (times > 1) {
      int replicates = workload.path("replicates").asInt(1);
      workload.put("replicates", (int) Math.min(MOST_REPLICATES, (long) times * replicates));
    }
    return workload;
  }

  /** The same with outputs that are stored where there is no file; empty for the model's own. */
  PopulationWorkload storing(List<String> paths) {
    return new PopulationWorkload(file, subjects, times, paths);
  }

  /** Whether nobody has said who is in it. */
  boolean isChosenHere() {
    return file.isEmpty();
  }

  /** The same with so many times as many runs of each, as far as the tool allows. */
  PopulationWorkload repeated(int more) {
    return new PopulationWorkload(file, subjects, more, outputs);
  }

  private ObjectNode around(String parameter, double value) {
    double width = value == 0 ? SPREAD : Math.abs(value) * SPREAD;
    ObjectNode workload = JsonMapper.shared().createObjectNode();
    workload
        .putObject("cohort")
        .put("size", Math.max(1, subjects))
        .put("sampling", "latin-hypercube")
        .put("seed", SEED);
    workload
        .putArray("parameters")
        .addObject()
        .put("path", parameter)
        .put("level", "subject")
        .put("distribution", "uniform")
        .put("min", value - width)
        .put("max", value + width);
    if (!outputs.isEmpty()) {
      ArrayNode stored = workload.putObject("outputs").putArray("timeSeries");
      outputs.forEach(path -> stored.addObject().put("path", path));
    }
    return workload;
  }
}
