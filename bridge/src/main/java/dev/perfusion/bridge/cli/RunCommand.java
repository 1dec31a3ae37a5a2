package dev.perfusion.bridge.cli;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Sensitivities;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ResultsCsv;
import dev.perfusion.engine.ode.ModelException;
import dev.perfusion.engine.solver.Method;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code run}. */
@Command(
    name = "run",
    description = "Runs a simulation (.pkml, SimModel XML, or one of a .pksim5 or .mbp3 project).",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
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

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE [unit]",
      converter = Assignment.Converter.class,
      description = "Fixes a parameter or an initial value, base unit without one; may be repeated")
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

  @Option(
      names = "--all-quantities",
      description = "All species and observers, not only the outputs of the file")
  private boolean allQuantities;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes wide CSV (FILE.csv) in place of the table")
  private String out;

  @Option(
      names = "--sensitivity",
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Also computes the derivatives of all outputs by these parameters or initial values")
  private List<String> sensitivityPaths = new ArrayList<>();

  @Option(
      names = "--sens-out",
      paramLabel = "FILE",
      description = "Where the derivatives go: TSV of quantity, parameter, one value per time")
  private String sensitivityOut;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Runs N more times, warm, and prints median, minimum and maximum")
  private int repeat;

  @Override
  public Integer call() {
    Path csv = out == null ? null : csv(out);
    Path tsv = sensitivityFile();
    if (repeat < 0) {
      throw CommandFailure.badInput("--repeat " + repeat + ": give 1 or more");
    }
    LoadedModel loaded = LoadedModel.load(model, simulationName);
    SimulationRun run = prepare(loaded);
    long start = System.nanoTime();
    compile(run, loaded.label());
    long compileNanos = System.nanoTime() - start;
    Results results = run.execute();

    PrintWriter output = spec.commandLine().getOut();
    RunReport report = new RunReport(output);
    if (csv == null) {
      report.table(results);
    } else {
      write(results, csv);
    }
    report.figures(loaded, compileNanos, results);
    if (csv != null) {
      output.println("written  " + csv);
    }
    if (tsv != null) {
      Sensitivities sensitivities = sensitivities(run);
      write(sensitivities, tsv);
      report.figures(sensitivities);
      output.println("written  " + tsv);
    }
    if (repeat > 0) {
      report.repeats(repeat(run));
    }
    output.flush();
    return ExitCode.DONE;
  }

  /** The file to write; it has to be CSV in an existing folder. */
  static Path csv(String out) {
    if (!out.toLowerCase(Locale.ROOT).endsWith(".csv")) {
      throw CommandFailure.badInput("--out " + out + ": only .csv can be written");
    }
    return writable("--out", out);
  }

  static Path writable(String option, String name) {
    try {
      Path file = Path.of(name);
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw CommandFailure.badInput(option + " " + name + ": the folder does not exist");
      }
      return file;
    } catch (InvalidPathException e) {
      throw CommandFailure.badInput(option + " " + name + ": not a path: " + e.getReason());
    }
  }

  /** The file for the derivatives; null when none are asked for. */
  private Path sensitivityFile() {
    if (sensitivityPaths.isEmpty() != (sensitivityOut == null)) {
      throw CommandFailure.badInput(
          "--sensitivity and --sens-out belong together: "
              + (sensitivityOut == null
                  ? "say with --sens-out FILE where the derivatives go"
                  : "say with --sensitivity PATH what to derive by"));
    }
    return sensitivityOut == null ? null : writable("--sens-out", sensitivityOut);
  }

  private Sensitivities sensitivities(SimulationRun run) {
    try {
      return run.sensitivities(sensitivityPaths, RunControl.NONE);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput("--sensitivity: " + e.getMessage());
    }
  }

  private static void write(Sensitivities sensitivities, Path file) {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      sensitivities.writeTsv(writer);
    } catch (IOException e) {
      throw CommandFailure.badInput("--sens-out " + file + ": cannot be written: " + e);
    }
  }

  private SimulationRun prepare(LoadedModel loaded) {
    SimulationRun run = loaded.simulation().newRun();
    Assignment.apply(assignments, run);
    sensitivityPaths.forEach(loaded.simulation()::quantity);
    setTolerances(run, absTol, relTol);
    run.setMethod(method);
    run.setAllQuantities(allQuantities);
    // built in rather than exchangeable: the same bits as a run of the exported model
    return assignments.isEmpty() ? run : run.fixed();
  }

  /** Sets those that are not null. */
  static void setTolerances(SimulationRun run, Double absTol, Double relTol) {
    try {
      if (absTol != null || relTol != null) {
        run.setTolerances(
            absTol == null ? run.settings().absTol() : absTol,
            relTol == null ? run.settings().relTol() : relTol);
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  private static void compile(SimulationRun run, String label) {
    try {
      run.compile();
    } catch (ModelException e) {
      throw CommandFailure.badInput(label + ": " + e.getMessage());
    }
  }

  private static void write(Results results, Path file) {
    List<String> paths =
        results.series().stream().map(series -> series.quantity().fullPath()).toList();
    double[][] columns =
        results.series().stream().map(Results.Series::values).toArray(double[][]::new);
    try {
      ResultsCsv.write(paths, results.times(), columns, file);
    } catch (IOException e) {
      throw CommandFailure.badInput("--out " + file + ": cannot be written: " + e.getMessage());
    }
  }

  private long[] repeat(SimulationRun run) {
    long[] nanos = new long[repeat];
    for (int i = 0; i < repeat; i++) {
      nanos[i] = run.execute().runNanos();
    }
    return nanos;
  }
}
