package dev.perfusion.benchmarks.population;

import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.PopulationRequest;
import dev.perfusion.bridge.population.PopulationRunner;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadCohort;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model and how its individuals differ: the demo model with the committed workload, or {@code
 * POPsim} with the volumes of its organs, three of them anew for each replicate; two outputs.
 */
public final class PopulationCase {
  /** Stands for the demo model. */
  public static final String DEMO = "demo";

  private static final Path WORKLOAD = Path.of("var", "workloads", "population_1k.json");
  private static final List<String> ORGANS =
      List.of(
          "Bone",
          "Brain",
          "Gonads",
          "Heart",
          "Kidney",
          "Lung",
          "Pancreas",
          "Skin",
          "Spleen",
          "Stomach",
          "SmallIntestine",
          "LargeIntestine",
          "VenousBlood",
          "ArterialBlood",
          "PortalVein");
  private static final List<String> ANEW = List.of("Fat", "Liver", "Muscle");
  private static final double ORGANS_GSD = 1.15;
  private static final List<String> OUTPUTS =
      List.of(
          "Organism|PeripheralVenousBlood|MoleculeProperties|Test|OBSPlasma",
          "Organism|Liver|MoleculeProperties|Test|Tissue");

  private final Simulation simulation;
  private final ObjectNode workload;

  private PopulationCase(Simulation simulation, ObjectNode workload) {
    this.simulation = simulation;
    this.workload = workload;
  }

  /**
   * Loads.
   *
   * @param model file of POPsim, or {@value #DEMO}
   * @param root the repository
   */
  public static PopulationCase load(String model, Path root) throws IOException {
    if (model.equals(DEMO)) {
      try (InputStream stream = DemoModel.open()) {
        return new PopulationCase(
            Simulation.load(stream, DemoModel.FILE_NAME),
            (ObjectNode) Json.mapper().readTree(Files.readAllBytes(root.resolve(WORKLOAD))));
      }
    }
    Simulation simulation = Simulation.load(Path.of(model));
    ObjectNode workload = Json.mapper().createObjectNode();
    workload.putObject("cohort").put("sampling", "sobol").put("seed", 1);
    SimulationRun base = simulation.newRun();
    ORGANS.forEach(organ -> organ(workload, base, organ, "subject"));
    ANEW.forEach(organ -> organ(workload, base, organ, "replicate"));
    OUTPUTS.forEach(
        path ->
            workload.withObject("outputs").withArray("timeSeries").addObject().put("path", path));
    return new PopulationCase(simulation, workload);
  }

  private static void organ(ObjectNode workload, SimulationRun base, String organ, String level) {
    String path = "Organism|" + organ + "|Volume";
    workload
        .withArray("parameters")
        .addObject()
        .put("path", path)
        .put("level", level)
        .put("distribution", "lognormal")
        .put("mean", base.value(path))
        .put("gsd", ORGANS_GSD);
  }

  /**
   * Runs it into a new folder, which is deleted afterwards.
   *
   * @return how it ended
   */
  public Manifest run(int subjects, int replicates, int threads, Watch watch) throws IOException {
    workload.withObject("cohort").put("size", subjects);
    workload.put("replicates", replicates);
    try (TemporaryFolder folder = new TemporaryFolder("perfusion-population")) {
      Workload read = WorkloadReader.read(workload.deepCopy());
      SimulationRun base = simulation.newRun();
      long start = System.nanoTime();
      PopulationRequest request =
          new PopulationRequest(
              folder.path(),
              "benchmark",
              "0",
              base,
              new WorkloadCohort(read, base),
              read.outputs(),
              Manifest.Notes.NONE,
              0,
              threads,
              0);
      Manifest manifest =
          new PopulationRunner(request, Clock.systemUTC()).run(PopulationControl.NONE);
      watch.ended(System.nanoTime() - start);
      if (manifest.state() != Manifest.State.SUCCEEDED) {
        throw new IllegalStateException("the population " + manifest.error());
      }
      return manifest;
    }
  }

  /**
   * Writes the values of the first runs as a table with tabs: a row of paths, then a row per run,
   * base units.
   *
   * @param subjects size of the cohort that they belong to
   */
  public void table(int subjects, int replicates, int runs, Path file) throws IOException {
    workload.withObject("cohort").put("size", subjects);
    workload.put("replicates", replicates);
    Cohort cohort =
        new WorkloadCohort(WorkloadReader.read(workload.deepCopy()), simulation.newRun());
    List<String> rows = new ArrayList<>();
    rows.add(cohort.varied().stream().map(Manifest.Varied::path).collect(Collectors.joining("\t")));
    try (Cohort.Reading reading = cohort.open()) {
      while (rows.size() <= runs) {
        for (double[] values : reading.next().values()) {
          rows.add(
              Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining("\t")));
        }
      }
    }
    Files.write(file, rows.subList(0, runs + 1));
  }

  /** Is told how long a run took, without the deletion of its folder. */
  @FunctionalInterface
  public interface Watch {
    /** Takes the time. */
    void ended(long nanos);
  }
}
