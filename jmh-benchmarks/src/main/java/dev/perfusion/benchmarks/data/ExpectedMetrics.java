package dev.perfusion.benchmarks.data;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.bridge.adapter.simmodel.OfficialSolver;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the official solver computes for models, and whether our engine computes the same. */
public final class ExpectedMetrics {
  private static final double TOLERANCE = 1e-3;
  private static final String COMMAND =
      "OSPSUITE_LIBS=FOLDER ./bench expected-metrics --build '%s' --only %s";

  /** A species that is no output of its file. */
  private static final Pattern SPECIES = Pattern.compile("(<V [^>]*)persistable=\"0\"");

  private static final double SAME_TIME = 1e-9;

  /** No numbers. */
  public static final ExpectedMetrics NONE =
      new ExpectedMetrics(JsonMapper.shared().createObjectNode());

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
   * What makes the numbers.
   *
   * @param models folder that has the files, as {@code fetch-data} leaves them
   * @param libraries of the official solver
   * @param build which one it is, in words; the hash of its library is added
   */
  public record Source(Path models, Path libraries, String build) {
    private String solver() throws IOException {
      Path library = NativeSimModel.library(libraries);
      return build + "; " + library.getFileName() + " SHA-256 " + ModelStore.sha256(library);
    }
  }

  /**
   * Computes the numbers with the official solver: of every pinned SimModel file that it takes and
   * that has blood plasma curves. Those of models that are not computed stay as they are.
   *
   * @param only names of files; empty for all
   * @param log told of the models that are not computed
   * @return the file
   */
  public byte[] renewed(
      List<StandardModel> models, Set<String> only, Source source, Consumer<String> log)
      throws IOException {
    ObjectNode renewed = JsonMapper.shared().createObjectNode();
    renewed
        .put(
            "method",
            "Official solver at the model's own tolerances, every species an output, all output"
                + " times. cMax: largest value (base unit); tMaxMin: its first time (min); auc:"
                + " linear trapezoidal rule over all output times (base unit x min).")
        .put("relativeTolerance", TOLERANCE);
    ArrayNode all = renewed.putArray("models");
    try (OfficialSolver official = OfficialSolver.load(source.libraries())) {
      for (StandardModel model : models) {
        boolean wanted = only.isEmpty() || only.contains(model.fileName());
        if (wanted && model.fileName().endsWith(".xml")) {
          computed(official, model, source, log).ifPresent(all::add);
        } else if (has(model)) {
          all.add(entry(model));
        }
      }
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(renewed);
  }

  private Optional<JsonNode> computed(
      OfficialSolver official, StandardModel model, Source source, Consumer<String> log)
      throws IOException {
    ModelStore store = new ModelStore(source.models());
    String name = model.fileName();
    if (!store.has(model)) {
      log.accept(store.file(model) + " is missing or has another hash: fetch-data gets it");
      return Optional.of(entry(model)).filter(former -> !former.isMissingNode());
    }
    ObjectNode entry = JsonMapper.shared().createObjectNode();
    entry
        .put("file", name)
        .put("sha256", model.sha256())
        .put("build", source.solver())
        .put("command", COMMAND.formatted(source.build(), name));
    try {
      add(entry, official, store.file(model));
    } catch (IllegalStateException | SimulationFailedException | ModelFormatException e) {
      log.accept(name + " is left out: " + e.getMessage());
      return Optional.empty();
    }
    if (entry.path("outputs").isEmpty()) {
      log.accept(name + " is left out: it has no blood plasma curve");
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  /** Lets the official solver run a file with every species among the outputs. */
  private static void add(ObjectNode entry, OfficialSolver official, Path file) throws IOException {
    Path shown = Files.createTempFile("expected", ".xml");
    try {
      String text = Files.readString(file);
      Files.writeString(shown, SPECIES.matcher(text).replaceAll("$1persistable=\"1\""));
      OfficialSolver.Loaded loaded = official.load(shown, Simulation.load(shown).newRun());
      try {
        add(entry, loaded.model().run(), loaded.quantities());
      } finally {
        official.unload(loaded);
      }
    } finally {
      Files.delete(shown);
    }
  }

  private static void add(
      ObjectNode entry, NativeSimModel.Results results, Map<Integer, QuantityInfo> quantities) {
    entry.put("times", results.times().length);
    ArrayNode outputs = entry.putArray("outputs");
    for (NativeSimModel.Series series : results.series()) {
      QuantityInfo quantity = quantities.get(series.id());
      // Parameters among the outputs have other ids.
      String path = quantity == null ? "" : quantity.fullPath();
      boolean shown =
          path.matches("(?i).*[|/](VenousBlood|ArterialBlood)[|/]Plasma[|/][^|/]+")
              || path.matches("(?i).*[|/]PeripheralVenousBlood[|/].*[|/](OBS)?Plasma( \\(.*)?");
      CurveMetrics metrics = CurveMetrics.of(results.times(), series.values());
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

  /** Which build of the official solver made the numbers of a model, and the command. */
  public String origin(StandardModel model) {
    JsonNode entry = entry(model);
    return entry.required("build").stringValue() + ", " + entry.required("command").stringValue();
  }
}
