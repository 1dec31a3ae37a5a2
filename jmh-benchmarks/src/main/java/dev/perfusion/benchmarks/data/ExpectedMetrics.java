package dev.perfusion.benchmarks.data;

import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the official solver computes for models, and whether our engine computes the same. */
public final class ExpectedMetrics {
  private static final double TOLERANCE = 1e-3;
  private static final int MOST_ROWS = 500;
  private static final double SAME_TIME = 1e-9;

  private final JsonNode root;

  private ExpectedMetrics(JsonNode root) {
    this.root = root;
  }

  /** Reads the committed numbers. */
  public static ExpectedMetrics read(Path file) throws IOException {
    try {
      return new ExpectedMetrics(JsonMapper.shared().readTree(Files.readAllBytes(file)));
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getMessage(), e);
    }
  }

  /** Whether there are numbers for a model. */
  public boolean has(StandardModel model) {
    return !entry(model).isMissingNode();
  }

  private JsonNode entry(StandardModel model) {
    return root.path("models")
        .valueStream()
        .filter(m -> m.path("sha256").asString("").equals(model.sha256()))
        .findFirst()
        .orElse(JsonMapper.shared().missingNode());
  }

  /**
   * Runs a model and compares.
   *
   * @return what differs; empty when nothing does
   */
  public List<String> check(StandardModel model, Path file) {
    SimulationRun run = Simulation.load(file).newRun();
    run.setAllQuantities(true);
    Results results = run.execute();
    Map<String, double[]> byPath = new HashMap<>();
    results.series().forEach(s -> byPath.put(s.quantity().fullPath(), s.values()));
    JsonNode entry = entry(model);
    List<String> differences = new ArrayList<>();
    double tolerance = root.required("relativeTolerance").doubleValue();
    if (results.times().length != entry.required("times").intValue()) {
      differences.add(
          model.fileName()
              + ": "
              + results.times().length
              + " times instead of "
              + entry.required("times").intValue());
      return differences;
    }
    for (JsonNode output : entry.required("outputs")) {
      String path = output.required("path").stringValue();
      double[] values = byPath.get(path);
      if (values == null) {
        differences.add(model.fileName() + ": no output " + path);
      } else {
        compare(
            model.fileName() + ": " + path,
            CurveMetrics.of(results.times(), values),
            output,
            results.times(),
            tolerance,
            differences);
      }
    }
    return differences;
  }

  private static void compare(
      String name,
      CurveMetrics found,
      JsonNode expected,
      double[] times,
      double tolerance,
      List<String> differences) {
    compare(name + " cMax", found.cMax(), expected.required("cMax"), tolerance, differences);
    compare(name + " auc", found.auc(), expected.required("auc"), tolerance, differences);
    double tMax = expected.required("tMaxMin").doubleValue();
    // Near a flat top, two right solvers may see the largest value at neighbouring times.
    if (Math.abs(index(times, found.tMax()) - index(times, tMax)) > 1) {
      differences.add(name + " tMax is " + found.tMax() + " instead of " + tMax);
    }
  }

  private static int index(double[] times, double time) {
    return IntStream.range(0, times.length)
        .filter(i -> Math.abs(times[i] - time) <= SAME_TIME * Math.max(1, time))
        .findFirst()
        .orElse(Integer.MIN_VALUE / 2);
  }

  private static void compare(
      String name, double found, JsonNode expected, double tolerance, List<String> differences) {
    double wanted = expected.doubleValue();
    if (!(Math.abs(found - wanted) <= tolerance * Math.abs(wanted))) {
      differences.add(name + " is " + found + " instead of " + wanted);
    }
  }

  /**
   * Computes the numbers from recorded results of the official solver: of every pinned SimModel
   * file for which there are some that hold all its output times.
   *
   * @param oracle folder with {@code MODEL.default.csv.gz}
   * @param build which official solver made them
   * @param command that runs this
   */
  public static byte[] of(List<StandardModel> models, Path oracle, String build, String command)
      throws IOException {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("build", build)
        .put("command", command)
        .put(
            "method",
            "Official solver at the model's own tolerances, all output times. cMax: largest value"
                + " (base unit); tMaxMin: its first time (min); auc: linear trapezoidal rule over"
                + " all output times (base unit x min).")
        .put("relativeTolerance", TOLERANCE);
    ArrayNode all = root.putArray("models");
    for (StandardModel model : models) {
      Path file = oracle.resolve(model.fileName().replaceAll("\\.xml$", "") + ".default.csv.gz");
      if (Files.isRegularFile(file)) {
        ReferenceTable table = ReferenceTable.read(file);
        // Longer results are recorded at some of their times only.
        if (table.times().length < MOST_ROWS) {
          add(all.addObject(), model, file, table);
        }
      }
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static void add(ObjectNode target, StandardModel model, Path file, ReferenceTable table) {
    target.put("file", model.fileName()).put("sha256", model.sha256());
    target.put("source", file.getFileName().toString()).put("times", table.times().length);
    ArrayNode outputs = target.putArray("outputs");
    for (int c = 0; c < table.paths().size(); c++) {
      String path = table.paths().get(c);
      boolean shown =
          path.matches("(?i).*[|/](VenousBlood|ArterialBlood)[|/]Plasma[|/][^|/]+")
              || path.matches("(?i).*[|/]PeripheralVenousBlood[|/].*[|/](OBS)?Plasma( \\(.*)?");
      CurveMetrics metrics = CurveMetrics.of(table.times(), table.columns()[c]);
      if (shown && metrics.cMax() > 0) {
        outputs
            .addObject()
            .put("path", path)
            .put("cMax", metrics.cMax())
            .put("tMaxMin", metrics.tMax())
            .put("auc", metrics.auc());
      }
    }
  }
}
