package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.compare.EngineReport;
import dev.perfusion.benchmarks.compare.ReportRequest;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures populations against their bars. */
@Command(
    name = "population",
    mixinStandardHelpOptions = true,
    description = {
      "Measures populations: time of 1 000 x 10, parallel efficiency, memory; writes the report.",
      "Next to the official solver where its libraries are: environment variable OSPSUITE_LIBS."
    })
final class PopulationReportCommand implements Callable<Integer> {
  private static final String MODELS = "../shared/models";
  private static final String OUT = "reports/perf/population.md";

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(names = "--models", description = "folder with simmodel/ (default: " + MODELS + ")")
  private Path models;

  @Option(
      names = "--out",
      description = "the report; sections that are not measured stay (default: " + OUT + ")")
  private Path out;

  @Option(names = "--only", split = ",", description = "sections to measure, for example a,c")
  private Set<String> only = new TreeSet<>();

  @Option(names = "--quick", description = "little effort, to see that everything works")
  private boolean quick;

  @Override
  public Integer call() {
    Path folder = root.file(models, MODELS);
    ReportRequest request =
        new ReportRequest(
            root.path(), folder, folder, NativeSimModel.folder(), root.file(out, OUT), only, quick);
    try {
      EngineReport.ofPopulations(request, spec.commandLine().getOut()).write();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read or write: " + e.getMessage(), e);
    }
  }
}
