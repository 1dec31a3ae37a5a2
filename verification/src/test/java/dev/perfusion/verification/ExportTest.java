package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.io.SimModelWriter;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reference model exported as SimModel XML: what is read back runs the same to the last bit,
 * and the official solver loads it and computes what it computes from the original.
 */
class ExportTest {
  /** The official solver folds constants in the order of the file: rounding only. */
  private static final double ROUNDING = 1e-9;

  private static final double TWO_SOLVERS = 1e-6;
  private static NativeSimModel.Kernel kernel;

  @TempDir Path folder;

  /** Paths below the folder of models. */
  static Stream<String> models() {
    List<String> names =
        Stream.of("simmodel", "pkml")
            .flatMap(
                kind ->
                    SharedFolder.files("models/" + kind, kind.equals("pkml") ? ".pkml" : ".xml")
                        .stream()
                        .map(file -> kind + "/" + file.getFileName()))
            .filter(ExportTest::loads)
            .toList();
    return names.isEmpty() ? Stream.of("missing") : names.stream();
  }

  private static boolean loads(String name) {
    try {
      ModelReader.read(SharedFolder.root().resolve("models/" + name));
      return true;
    } catch (ModelFormatException e) {
      return false;
    }
  }

  private static Model read(String name) {
    return ModelReader.read(SharedFolder.required("models/" + name));
  }

  private Path export(Model model, Map<Integer, Double> changes) throws IOException {
    Path file = folder.resolve("export.xml");
    SimModelWriter.write(model, changes, file);
    return file;
  }

  @ParameterizedTest
  @MethodSource("models")
  void readingBackGivesTheSameModel(String name) throws IOException {
    Model model = read(name);
    Model again = ModelReader.read(export(model, Map.of()));

    assertThat(again.species()).hasSameSizeAs(model.species());
    assertThat(again.observers()).hasSameSizeAs(model.observers());
    assertThat(again.events()).hasSameSizeAs(model.events());
    int made = again.parameters().size() - model.parameters().size();
    assertThat(made).isEqualTo(name.endsWith(".pkml") ? 7 : 0);
    assertThat(again.outputs().outputTimes()).isEqualTo(model.outputs().outputTimes());
    assertThat(again.solver()).isEqualTo(model.solver());
    InitialValues expected = new InitialValues(new ModelIndex(model), Map.of());
    InitialValues found = new InitialValues(new ModelIndex(again), Map.of());
    for (Quantity quantity : new ModelIndex(model).quantities()) {
      assertThat(Double.doubleToLongBits(found.value(quantity.id())))
          .as(quantity.path())
          .isEqualTo(Double.doubleToLongBits(expected.value(quantity.id())));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void readingBackGivesTheSameRunToTheLastBit(String name) throws IOException {
    Model model = read(name);
    assertSameRun(Simulation.of(model), Simulation.load(export(model, Map.of())));
  }

  @ParameterizedTest
  @MethodSource("models")
  void changedValuesRunTheSameToTheLastBit(String name) throws IOException {
    Model model = read(name);
    Map<Integer, Double> changes = changes(model);
    assertSameRun(
        Simulation.of(model.withValues(changes)), Simulation.load(export(model, changes)));
  }

  /** Some parameters and initial values, a little off. */
  private static Map<Integer, Double> changes(Model model) {
    InitialValues values = new InitialValues(new ModelIndex(model), Map.of());
    Map<Integer, Double> changes = new HashMap<>();
    for (int i = 0; i < model.parameters().size(); i += 97) {
      int id = model.parameters().get(i).id();
      if (Double.isFinite(values.value(id))) {
        changes.put(id, values.value(id) * (1 + 1e-3 / 3));
      }
    }
    if (!model.species().isEmpty()) {
      int id = model.species().get(0).id();
      changes.put(id, values.value(id) * (1 + 1e-3 / 3));
    }
    return changes;
  }

  @ParameterizedTest
  @MethodSource("models")
  void theOfficialSolverRunsTheExport(String name) throws IOException {
    NativeSimModel.Kernel official = official();
    Model model = read(name);
    boolean xml = name.endsWith(".xml");
    Model exported = xml ? model : model.withSolver(model.solver().withTolerances(1e-12, 1e-9));
    Path file = export(exported, Map.of());
    if (xml) {
      compareWithOriginal(official, SharedFolder.required("models/" + name), file);
    } else {
      compareWithOurs(official, exported, file);
    }
  }

  private static void compareWithOriginal(
      NativeSimModel.Kernel official, Path original, Path exported) {
    NativeSimModel.Results expected;
    try (NativeSimModel simulation = NativeSimModel.load(official, original)) {
      expected = simulation.run();
    } catch (IllegalStateException refusal) {
      // What it cannot load because of blanks in an empty list, it loads from the export.
      if (refusal.getMessage().contains("Unknown object reference")) {
        try (NativeSimModel simulation = NativeSimModel.load(official, exported)) {
          assertThat(simulation.run().series()).isNotEmpty();
        }
        return;
      }
      assertThatThrownBy(
              () -> {
                try (NativeSimModel simulation = NativeSimModel.load(official, exported)) {
                  simulation.run();
                }
              })
          .hasMessage(refusal.getMessage());
      return;
    }
    try (NativeSimModel simulation = NativeSimModel.load(official, exported)) {
      NativeSimModel.Results found = simulation.run();
      assertThat(found.times()).isEqualTo(expected.times());
      assertThat(found.series()).hasSameSizeAs(expected.series());
      for (int i = 0; i < found.series().size(); i++) {
        NativeSimModel.Series a = expected.series().get(i);
        NativeSimModel.Series b = found.series().get(i);
        assertThat(b.name()).isEqualTo(a.name());
        assertThat(difference(a.values(), b.values())).as(b.path()).isLessThan(ROUNDING);
      }
    }
  }

  private static void compareWithOurs(NativeSimModel.Kernel official, Model model, Path exported) {
    Results ours = Simulation.of(model).newRun().execute();
    Map<String, double[]> expected = new HashMap<>();
    ours.series().forEach(s -> expected.put(s.quantity().fullPath(), s.values()));
    try (NativeSimModel simulation = NativeSimModel.load(official, exported)) {
      NativeSimModel.Results found = simulation.run();
      // The official solver rounds the step of a grid first.
      assertThat(found.times()).hasSameSizeAs(ours.times());
      assertThat(difference(ours.times(), found.times())).isLessThan(ROUNDING);
      assertThat(found.series()).hasSameSizeAs(ours.series());
      for (NativeSimModel.Series series : found.series()) {
        assertThat(difference(expected.get(series.path()), series.values()))
            .as(series.path())
            .isLessThan(TWO_SOLVERS);
      }
    }
  }

  /** Largest difference over the largest value of the column; equal non-numbers do not differ. */
  private static double difference(double[] expected, double[] found) {
    double scale = 1e-8;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) != 0) {
        double d = Math.abs(expected[i] - found[i]);
        difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
      }
      scale = Double.isFinite(expected[i]) ? Math.max(scale, Math.abs(expected[i])) : scale;
    }
    return difference / scale;
  }

  private static NativeSimModel.Kernel official() {
    Optional<Path> libraries = NativeSimModel.folder();
    assumeTrue(
        libraries.isPresent(),
        "skipped: the official solver is not there (-D"
            + NativeSimModel.PROPERTY
            + "=FOLDER or environment variable "
            + NativeSimModel.VARIABLE
            + ')');
    if (kernel == null) {
      kernel = NativeSimModel.kernel(libraries.get());
    }
    return kernel;
  }

  private static void assertSameRun(Simulation a, Simulation b) {
    Outcome first = outcome(a);
    Outcome second = outcome(b);
    assertThat(second.failure()).isEqualTo(first.failure());
    if (first.results() == null) {
      return;
    }
    assertThat(second.results().times()).isEqualTo(first.results().times());
    List<String> different = new ArrayList<>();
    assertThat(second.results().series()).hasSameSizeAs(first.results().series());
    for (int i = 0; i < first.results().series().size(); i++) {
      Results.Series expected = first.results().series().get(i);
      Results.Series found = second.results().series().get(i);
      assertThat(found.quantity().fullPath()).isEqualTo(expected.quantity().fullPath());
      if (!Arrays.equals(expected.values(), found.values())) {
        different.add(
            expected.quantity().path() + " by " + difference(expected.values(), found.values()));
      }
    }
    assertThat(different).isEmpty();
    assertThat(second.results().statistics().steps())
        .isEqualTo(first.results().statistics().steps());
  }

  private record Outcome(Results results, String failure) {}

  private static Outcome outcome(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    try {
      return new Outcome(run.execute(), null);
    } catch (SimulationFailedException e) {
      return new Outcome(null, e.getMessage());
    }
  }
}
