package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.record.ForkRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs a scenario from the first fork to the verdict. */
public final class ScenarioRunner {
  /** Exit code for input that cannot be used, as of every command. */
  public static final int BAD_INPUT = 2;

  /** Exit code: a benchmark failed, or the result is no pass. */
  public static final int FAILED = 1;

  private static final int INCONCLUSIVE = 3;

  private static final String WORKLOAD = "var/workloads/population_1k.json";
  private static final long DEFAULT_SEED = 7;
  private static final double NANOS_PER_SECOND = 1e9;

  private RunRequest request;
  private List<String> outputs = List.of();
  private final Scenario scenario;
  private final PrintWriter out;
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final double loadAtStart =
      ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  private final OutputFiles files;

  /**
   * Prepares a run.
   *
   * @param out where progress and verdict are printed
   * @throws IllegalArgumentException unknown scenario, or a file that is not there; says which
   */
  public ScenarioRunner(RunRequest request, PrintWriter out) {
    this.request = request;
    this.scenario =
        Scenario.named(request.scenario()).tuned(request.tuning(), request.server().isPresent());
    this.out = out;
    this.files = new OutputFiles(request.root(), request.document(), start);
    if (request.server().isEmpty()) {
      requireFile("model", request.model());
    }
    requireFile("workload", request.workload());
    requireFile("baseline", request.baseline());
    if (request.server().isEmpty() && !Files.isRegularFile(files.serverJar())) {
      throw new IllegalArgumentException(
          "The server jar "
              + files.serverJar()
              + " is missing; build it with: mvn -pl bridge package");
    }
  }

  private static void requireFile(String what, Optional<Path> file) {
    if (file.isPresent() && !Files.isRegularFile(file.get())) {
      throw new IllegalArgumentException("The " + what + " file " + file.get() + " does not exist");
    }
  }

  /**
   * Runs it.
   *
   * @return exit code: 0 pass, 1 regression, failed benchmark or something that the scenario has to
   *     measure and did not, 2 unusable input, 3 inconclusive comparison
   * @throws IllegalArgumentException an input that cannot be used
   * @throws dev.perfusion.benchmarks.path.ToolCallException a model or parameter that cannot be
   *     used
   * @throws IOException results cannot be written
   */
  public int run() throws IOException {
    if (scenario.generatesModel() && request.model().isEmpty() && request.server().isEmpty()) {
      long seed = request.tuning().seed().orElse(DEFAULT_SEED);
      request = request.with(GeneratedModel.of(request.root(), request.tuning().sizeMb(), seed));
    }
    request = Inputs.checked(request);
    outputs = Inputs.outputs(request);
    Dataset dataset =
        request.server().isPresent()
            ? Dataset.of(request.server().get(), request)
            : Dataset.of(request.model());
    out.printf(
        "Scenario %s on %s (%d bytes)%n", scenario.name(), dataset.id(), dataset.sizeBytes());
    JmhRuns jmh = new JmhRuns(files, out);
    try (Workspace workspace = new Workspace(files.serverJar())) {
      measure(jmh, settings(workspace), workspace);
    }
    jmh.write(files.jmh());
    writeMeta(jmh, dataset);
    GateSteps gate = new GateSteps(files, out);
    int converted = gate.convert();
    int verdict = converted == 0 ? gate.check(request.baseline()) : converted;
    if (verdict == INCONCLUSIVE && !gate.complete()) {
      verdict = FAILED;
    }
    out.printf("Document %s%n", files.document());
    int reported = converted == 0 ? gate.report(request.baseline()) : 0;
    out.flush();
    return verdict == 0 ? reported : verdict;
  }

  private BenchSettings settings(Workspace workspace) throws IOException {
    Files.createDirectories(files.records());
    return new BenchSettings(
        request.model(),
        request.simulation(),
        request.parameter(),
        files.serverJar(),
        Optional.empty(),
        request.server(),
        workspace.folder(),
        Optional.of(files.records()),
        files.flameGraphs(),
        workload(),
        subjects(),
        outputs);
  }

  private void measure(JmhRuns jmh, BenchSettings own, Workspace workspace) throws IOException {
    long begin = System.nanoTime();
    for (Measurement measurement : scenario.measurements()) {
      jmh.time(measurement, sharesOurs(measurement) ? own.with(workspace.server()) : own);
      workspace.dropPopulations();
    }
    long timed = System.nanoTime();
    for (Measurement measurement : profiled()) {
      BenchSettings apart = own.withRecords(files.profileRecords());
      jmh.profile(
          measurement.forFlameGraph(),
          request.tuning().profile(),
          sharesOurs(measurement) ? apart.with(workspace.server()) : apart);
      workspace.dropPopulations();
    }
    long end = System.nanoTime();
    out.printf(
        Locale.ROOT,
        "Measured %d benchmarks in %.1f s, took flame graphs in %.1f s%n",
        scenario.measurements().size(),
        (timed - begin) / NANOS_PER_SECOND,
        (end - timed) / NANOS_PER_SECOND);
    out.flush();
  }

  private boolean sharesOurs(Measurement measurement) {
    return request.server().isEmpty() && measurement.sharesServer();
  }

  /** Only the demo model has the parameters of the committed one. */
  private Optional<Path> workload() {
    Path committed = request.root().resolve(WORKLOAD);
    return request.workload().isEmpty()
            && request.model().isEmpty()
            && Files.isRegularFile(committed)
        ? Optional.of(committed)
        : request.workload();
  }

  private int subjects() {
    return request.workload().isPresent() ? 0 : scenario.subjects();
  }

  private List<Measurement> profiled() {
    if (request.server().isPresent()) {
      // Attaching to a process of somebody else is not for a measurement to do.
      return List.of();
    }
    return request.profileAll() ? scenario.worthFlameGraphs() : List.of(scenario.profiled());
  }

  private void writeMeta(JmhRuns jmh, Dataset dataset) throws IOException {
    MetaFile meta =
        new MetaFile(
            files.work(),
            new ForkRecords(files.records()).read(),
            new ForkRecords(files.profileRecords()).read());
    meta.describe(request, start, dataset);
    meta.populations(workload(), subjects(), outputs);
    Machine.describe(meta.environment(), request.root());
    meta.busy(loadAtStart);
    meta.entries(scenario.measurements(), request.model(), jmh.failures());
    meta.runs();
    meta.flameGraphs(jmh.missingFlameGraphs());
    Files.write(files.meta(), meta.bytes());
  }
}
