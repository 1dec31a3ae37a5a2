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

/** Measures the engine against the official solver and against its bars. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the engine, next to the official solver where its libraries are, and writes the report.",
      "The folder of the libraries: environment variable OSPSUITE_LIBS."
    })
final class EngineCommand implements Callable<Integer> {
  private static final String MODELS = "../shared/models";
  private static final String ORACLE = "../shared/oracle";
  private static final String OUT = "reports/perf/engine.md";

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(
      names = "--models",
      description = "folder with simmodel/ and pkml/ (default: " + MODELS + ")")
  private Path models;

  @Option(
      names = "--oracle",
      description = "folder with reference results (default: " + ORACLE + ")")
  private Path oracle;

  @Option(
      names = "--out",
      description = "the report; sections that are not measured stay (default: " + OUT + ")")
  private Path out;

  @Option(names = "--only", split = ",", description = "sections to measure, for example a,d")
  private Set<String> only = new TreeSet<>();

  @Option(names = "--quick", description = "little effort, to see that everything works")
  private boolean quick;

  @Override
  public Integer call() {
    try {
      new EngineReport(request(), spec.commandLine().getOut()).write();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read or write: " + e.getMessage(), e);
    }
  }

  ReportRequest request() {
    return new ReportRequest(
        root.path(),
        root.file(models, MODELS),
        root.file(oracle, ORACLE),
        NativeSimModel.folder(),
        root.file(out, OUT),
        only,
        quick);
  }
}
