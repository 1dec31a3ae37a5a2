package dev.perfusion.bridge.cli;

import dev.perfusion.engine.io.Project;
import dev.perfusion.engine.io.ResultsCsv;
import dev.perfusion.engine.io.StoredResults;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code stored}. */
@Command(
    name = "stored",
    description = "Writes the results that PK-Sim or MoBi stored in a project file.",
    mixinStandardHelpOptions = true)
final class StoredCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PROJECT", description = "Project file (.pksim5 or .mbp3)")
  private String file;

  @Option(
      names = "--simulation",
      paramLabel = "NAME",
      description = "Which simulation; not needed when the project has only one")
  private String simulationName;

  @Option(
      names = "--individual",
      paramLabel = "ID",
      description = "Which individual of a population; not needed when there is only one")
  private Integer individual;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Writes wide CSV (FILE.csv), base units")
  private String out;

  @Override
  public Integer call() {
    Path csv = RunCommand.csv(out);
    try (Project project = Project.open(LoadedModel.path(file))) {
      StoredResults stored = project.storedResults(simulationName);
      StoredResults.Individual one = choose(stored);
      ResultsCsv.write(one.paths(), stored.times(), one.values(), csv);
      PrintWriter output = spec.commandLine().getOut();
      output.println(
          "written  "
              + csv
              + ": simulation "
              + stored.simulation()
              + (stored.current() ? "" : ", computed before the model was last changed"));
      output.flush();
      return ExitCode.DONE;
    } catch (IOException e) {
      throw CommandFailure.badInput(file + " or " + out + ": " + e.getMessage());
    }
  }

  private StoredResults.Individual choose(StoredResults stored) {
    if (individual == null && stored.individuals().size() == 1) {
      return stored.individuals().get(0);
    }
    return stored.individuals().stream()
        .filter(i -> individual != null && i.id() == individual)
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailure.badInput(
                    (individual == null
                            ? "the results are those of a population"
                            : "--individual " + individual + ": there is no such individual")
                        + "; give one of "
                        + stored.individuals().stream().map(StoredResults.Individual::id).toList()
                        + " with --individual"));
  }
}
