package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.bridge.adapter.simmodel.OfficialSolver;
import dev.perfusion.bridge.adapter.simmodel.SolverComparison;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.SimulationRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code compare}. */
@Command(
    name = "compare",
    description =
        "Runs a model with our engine and with the official native solver, in turn, and prints the"
            + " times and steps of both and how far apart the results are. OSPSUITE_LIBS names the"
            + " folder of the official libraries; without them the exit code is 3.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

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
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "10",
      description = "Runs of each that count, after one that does not; default ${DEFAULT-VALUE}")
  private int repeat;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures as JSON")
  private String json;

  @Override
  public Integer call() {
    if (repeat < 1) {
      throw CommandFailure.badInput("--repeat " + repeat + ": give 1 or more");
    }
    Path file = json == null ? null : RunCommand.writable("--json", json);
    try (OfficialSolver solver = solver()) {
      long start = System.nanoTime();
      LoadedModel loaded = LoadedModel.load(model, simulationName);
      long loadNanos = System.nanoTime() - start;
      SimulationRun run = loaded.simulation().newRun();
      SolverComparison found = SolverComparison.of(solver, run, loadNanos, repeat);
      print(found, loaded.label());
      if (file != null) {
        Files.write(file, Json.bytes(found));
      }
    } catch (IOException e) {
      throw CommandFailure.badInput("--json " + json + ": cannot be written: " + e.getMessage());
    }
    return ExitCode.DONE;
  }

  private static OfficialSolver solver() {
    try {
      Optional<Path> folder = NativeSimModel.folder();
      if (folder.isEmpty()) {
        throw new CommandFailure(
            ExitCode.SOFTWARE_ABSENT,
            "the official solver is not here: OSPSUITE_LIBS does not name a folder with its"
                + " libraries");
      }
      return OfficialSolver.load(folder.get());
    } catch (UnsatisfiedLinkError e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE_ABSENT, "the official solver does not load: " + e.getMessage());
    }
  }

  private void print(SolverComparison found, String label) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(label);
    out.printf(Locale.ROOT, "%-26s %12s %12s%n", "", "ours", "official");
    row(out, "load (ms)", found.ours().loadMs(), found.official().loadMs());
    row(out, "finalize (ms)", found.ours().finalizeMs(), found.official().finalizeMs());
    row(out, "run, median (ms)", found.ours().runMs().median(), found.official().runMs().median());
    row(out, "run, minimum (ms)", found.ours().runMs().min(), found.official().runMs().min());
    row(out, "run, maximum (ms)", found.ours().runMs().max(), found.official().runMs().max());
    counted(out, "steps", found.ours().steps(), found.official().steps());
    counted(out, "right-hand sides", found.ours().rhsCalls(), found.official().rhsCalls());
    if (found.columns() == 0) {
      out.println("the model selects no outputs: there is nothing to compare");
    } else {
      out.printf(
          Locale.ROOT,
          "largest difference of %d outputs, relative to the largest value of a curve: %.3g in %s%n",
          found.columns(),
          found.maxRelDiff(),
          found.column());
    }
    out.flush();
  }

  private static void row(PrintWriter out, String what, double ours, double official) {
    out.printf(Locale.ROOT, "%-26s %12.3f %12.3f%n", what, ours, official);
  }

  private static void counted(PrintWriter out, String what, Long ours, Long official) {
    out.printf(
        Locale.ROOT,
        "%-26s %12d %12s%n",
        what,
        ours,
        official == null ? "not counted" : official.toString());
  }
}
