package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.PopulationRequest;
import dev.perfusion.bridge.population.PopulationRunner;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.CsvCohort;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadCohort;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.summary.Aggregates;
import dev.perfusion.bridge.population.summary.StoredSummaries;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.solver.Method;
import dev.perfusion.fixtures.DemoModel;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code population}. */
@Command(
    name = "population",
    description =
        "Runs a population into a folder, on all cores. The same command on an unfinished folder continues it.",
    subcommands = PopulationPlotCommand.class,
    mixinStandardHelpOptions = true)
final class PopulationCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final long STOP_SECONDS = 10;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "Model file; default: the embedded demo model")
  private String model;

  @Option(
      names = "--simulation",
      paramLabel = "NAME",
      description = "Which simulation of a project file; not needed when it has only one")
  private String simulationName;

  // What is needed is checked by hand: picocli would want it before a subcommand too.
  @ArgGroup(multiplicity = "0..1")
  private Source source;

  /** Who is in it. */
  private static final class Source {
    @Option(
        names = "--workload",
        paramLabel = "FILE",
        description = "Draws individuals as this JSON file says (docs/populations.md)")
    private String workload;

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "Takes the individuals of a population CSV file")
    private String csv;
  }

  @Option(
      names = "--ageing",
      paramLabel = "FILE",
      description = "With --csv: parameters that change over time, an ageing CSV file")
  private String ageing;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      description = "Runs per individual; default: that of the workload, else 1")
  private Integer replicates;

  @Option(names = "--seed", paramLabel = "S", description = "In place of the seed of the workload")
  private Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Workers; default: one per core. The results do not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--outputs",
      paramLabel = "PATH",
      arity = "1..*",
      description = "What is stored; default: that of the workload, else the outputs of the model")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--chunk",
      paramLabel = "N",
      description = "Individuals per chunk; default: about 4 MB, at least 40 chunks")
  private int chunk;

  @Option(
      names = "--max-failed",
      paramLabel = "SHARE",
      defaultValue = "" + PopulationRequest.DEFAULT_MAX_FAILED_SHARE,
      description = "Share of failed runs above which the job fails; default: ${DEFAULT-VALUE}")
  private double maxFailedShare;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE [unit]",
      converter = Assignment.Converter.class,
      description = "Fixes a value for all individuals, base unit without one; may be repeated")
  private List<Assignment> assignments = new ArrayList<>();

  @Option(names = "--abs-tol", paramLabel = "X", description = "Absolute tolerance")
  private Double absTol;

  @Option(names = "--rel-tol", paramLabel = "Y", description = "Relative tolerance")
  private Double relTol;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "Integrator: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}",
      defaultValue = "BDF")
  private Method method;

  @Option(names = "--quiet", description = "No progress")
  private boolean quiet;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder to fill: new, empty, or with the same population unfinished")
  private String out;

  @Override
  public Integer call() {
    checkNumbers();
    Workload workload = source.workload == null ? null : workload();
    LoadedModel loaded = LoadedModel.load(model, simulationName);
    SimulationRun base = loaded.simulation().newRun();
    Assignment.apply(assignments, base);
    RunCommand.setTolerances(base, absTol, relTol);
    base.setMethod(method);
    PopulationRequest request =
        new PopulationRequest(
            LoadedModel.path(out),
            loaded.label(),
            loaded.sha256(),
            base,
            cohort(workload, base),
            outputs.isEmpty() && workload != null ? workload.outputs() : outputs,
            new Manifest.Notes(workload == null ? List.of() : workload.aggregates(), null),
            chunk,
            threads,
            maxFailedShare);
    PrintWriter output = spec.commandLine().getOut();
    PopulationRunner runner = new PopulationRunner(request, Clock.systemUTC());
    boolean finished = runner.isFinished();
    long start = System.nanoTime();
    Manifest manifest = run(runner);
    report(manifest, finished, System.nanoTime() - start, output);
    output.flush();
    return switch (manifest.state()) {
      case SUCCEEDED -> ExitCode.DONE;
      case FAILED -> ExitCode.SIMULATION_FAILED;
      default -> ExitCode.INTERRUPTED;
    };
  }

  private void checkNumbers() {
    if (source == null) {
      throw missing("Missing required option: --workload=FILE or --csv=FILE");
    }
    if (out == null) {
      throw missing("Missing required option: '--out=DIR'");
    }
    if (threads < 1) {
      throw CommandFailure.badInput("--threads " + threads + ": give 1 or more");
    }
    if (chunk < 0) {
      throw CommandFailure.badInput("--chunk " + chunk + ": give 1 or more");
    }
    if (replicates != null && replicates < 1) {
      throw CommandFailure.badInput("--replicates " + replicates + ": give 1 or more");
    }
    if (!(maxFailedShare >= 0 && maxFailedShare <= 1)) {
      throw CommandFailure.badInput(
          "--max-failed " + maxFailedShare + ": give a share between 0 and 1");
    }
    if (ageing != null && source.csv == null) {
      throw CommandFailure.badInput(
          "--ageing " + ageing + ": individuals of a --workload do not age; it belongs to --csv");
    }
    if (seed != null && source.csv != null) {
      throw CommandFailure.badInput("--seed " + seed + ": nothing is drawn for a --csv file");
    }
  }

  private ParameterException missing(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Workload workload() {
    Workload workload = WorkloadReader.read(LoadedModel.path(source.workload));
    boolean ofDemo =
        workload.model() == null
            || List.of(DemoModel.FILE_NAME, ModelSource.Demo.LABEL).contains(workload.model());
    if (model == null && !ofDemo) {
      throw CommandFailure.badInput(
          source.workload
              + " is for the model "
              + workload.model()
              + ": name its file in the command");
    }
    return workload.with(replicates, seed);
  }

  private Cohort cohort(Workload workload, SimulationRun base) {
    if (workload != null) {
      return new WorkloadCohort(workload, base);
    }
    return new CsvCohort(
        LoadedModel.path(source.csv),
        ageing == null ? null : LoadedModel.path(ageing),
        replicates == null ? 1 : replicates,
        base.simulation());
  }

  /** Runs; an interrupt (Ctrl-C) ends it as cancelled, and the folder can be continued. */
  private Manifest run(PopulationRunner runner) {
    ProgressBar bar =
        quiet ? null : new ProgressBar(spec.commandLine().getErr(), ProgressBar.onTerminal());
    CountDownLatch ended = new CountDownLatch(1);
    Control control = new Control(bar);
    Thread hook =
        new Thread(
            () -> {
              control.stopped = true;
              try {
                ended.await(STOP_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return runner.run(control);
    } finally {
      if (bar != null) {
        bar.end();
      }
      ended.countDown();
      if (!control.stopped) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private static final class Control implements PopulationControl {
    private final ProgressBar bar;
    private volatile boolean stopped;

    Control(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public boolean stopped() {
      return stopped;
    }

    @Override
    public void progress(Progress progress) {
      if (bar != null) {
        bar.show(progress);
      }
    }
  }

  private void report(Manifest manifest, boolean finished, long nanos, PrintWriter output) {
    Manifest.Progress done = manifest.progress();
    if (finished) {
      output.println("finished  " + out + " already holds all of it; nothing was run");
    }
    output.println(
        "cohort    "
            + manifest.subjects()
            + " subjects x "
            + manifest.inputs().replicates()
            + " replicates, "
            + done.runsDone()
            + " runs done, "
            + done.runsFailed()
            + " failed");
    output.println("steps     " + done.steps());
    if (!finished) {
      output.printf(Locale.ROOT, "time      %.3f s%n", nanos / NANOS_PER_SECOND);
    }
    long bytes = manifest.chunks().stream().mapToLong(Manifest.Chunk::sizeBytes).sum();
    output.printf(
        Locale.ROOT,
        "written   %s: %d chunks, %.1f MB%n",
        out,
        manifest.chunks().size(),
        bytes / BYTES_PER_MB);
    if (manifest.state() == Manifest.State.SUCCEEDED) {
      Manifest.Output first = manifest.outputs().get(0);
      output.println("aggregates of " + first.path());
      Aggregates.of(
              manifest.notes().aggregates(),
              first.path(),
              StoredSummaries.pk(LoadedModel.path(out), StoredSummaries.ALL))
          .forEach((name, value) -> output.printf(Locale.ROOT, "  %-20s %.6g%n", name, value));
    }
    manifest.warnings().forEach(warning -> output.println("warning   " + warning));
    if (manifest.error() != null) {
      output.println("failed    " + manifest.error());
    } else if (manifest.state() != Manifest.State.SUCCEEDED) {
      output.println("stopped   the same command continues");
    }
  }
}
