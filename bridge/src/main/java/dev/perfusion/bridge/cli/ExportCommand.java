package dev.perfusion.bridge.cli;

import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.SimModelWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code export}. */
@Command(
    name = "export",
    description = "Writes a model as SimModel XML, changed values applied.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
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

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write (FILE.xml)")
  private String out;

  @Override
  public Integer call() {
    if (!out.toLowerCase(Locale.ROOT).endsWith(".xml")) {
      throw CommandFailure.badInput("--out " + out + ": only .xml can be written");
    }
    SimulationRun run = LoadedModel.load(model, simulationName).simulation().newRun();
    Assignment.apply(assignments, run);
    try {
      SimModelWriter.write(run.model(), Map.of(), LoadedModel.path(out));
    } catch (IOException e) {
      throw CommandFailure.badInput("--out " + out + ": cannot be written: " + e.getMessage());
    }
    PrintWriter output = spec.commandLine().getOut();
    output.println("written  " + out);
    output.flush();
    return ExitCode.DONE;
  }
}
