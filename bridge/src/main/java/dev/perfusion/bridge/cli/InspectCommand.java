package dev.perfusion.bridge.cli;

import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.ode.ModelException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code inspect}. */
@Command(
    name = "inspect",
    description =
        "Shows the sizes and the quantities of a model, or the simulations of a project file, as tab-separated text.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
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
      description = "Which simulation of a project file; without it a project is listed")
  private String simulationName;

  @Option(
      names = "--initial-values",
      paramLabel = "FILE",
      description = "Writes all values at time 0 with ids and full precision (TSV)")
  private String initialValues;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (simulationName == null && initialValues == null && ProjectFiles.isProject(model)) {
      ProjectFiles.list(model, out);
      return ExitCode.DONE;
    }
    LoadedModel loaded = LoadedModel.load(model, simulationName);
    try {
      sizes(loaded, out);
      SimulationRun run = loaded.simulation().newRun();
      out.println("kind\tpath\tvalue\tunit");
      for (QuantityInfo quantity : loaded.simulation().quantities()) {
        out.println(
            quantity.kind().name().toLowerCase(Locale.ROOT)
                + "\t"
                + quantity.fullPath()
                + "\t"
                + run.value(quantity.fullPath())
                + "\t"
                + quantity.unit());
      }
    } catch (ModelException e) {
      throw CommandFailure.badInput(loaded.label() + ": " + e.getMessage());
    }
    if (initialValues != null) {
      write(loaded.simulation());
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static void sizes(LoadedModel loaded, PrintWriter out) {
    Simulation simulation = loaded.simulation();
    Model flat = simulation.model();
    out.println("model\t" + loaded.label());
    out.println("simulation\t" + simulation.name());
    out.println("format\t" + flat.format());
    out.println("states\t" + simulation.stateCount());
    out.println("species\t" + flat.species().size());
    out.println("parameters\t" + flat.parameters().size());
    out.println("observers\t" + flat.observers().size());
    out.println("events\t" + flat.events().size());
    out.println("tables\t" + InitialValuesTsv.tables(flat));
    simulation.warnings().forEach(warning -> out.println("warning\t" + warning));
    out.println();
  }

  private void write(Simulation simulation) {
    try (BufferedWriter writer =
        Files.newBufferedWriter(Path.of(initialValues), StandardCharsets.UTF_8)) {
      InitialValuesTsv.write(simulation, writer);
    } catch (IOException | InvalidPathException e) {
      throw CommandFailure.badInput(
          "--initial-values " + initialValues + ": cannot be written: " + e.getMessage());
    }
  }
}
