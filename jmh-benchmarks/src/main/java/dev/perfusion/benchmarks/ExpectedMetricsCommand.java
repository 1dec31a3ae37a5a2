package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.StandardModel;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the numbers that {@code fetch-data} compares with. */
@Command(
    name = "expected-metrics",
    mixinStandardHelpOptions = true,
    description =
        "Computes Cmax, tmax and AUC of pinned models with the official solver and writes"
            + " reference/parity/expected_metrics.json. "
            + NativeSimModel.VARIABLE
            + " names the folder of its libraries.")
final class ExpectedMetricsCommand implements Callable<Integer> {
  private static final String MODELS = "var/models/standard";

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(names = "--models", description = "folder of the models (default: " + MODELS + ")")
  private Path models;

  @Option(
      names = "--only",
      paramLabel = "FILE",
      description = "computes this model, such as POPsim.xml; the others stay as they are")
  private Set<String> only = Set.of();

  @Option(
      names = "--build",
      required = true,
      description = "version of the official solver, for the record; its hash is added")
  private String build;

  @Override
  public Integer call() throws IOException {
    Path libraries =
        NativeSimModel.folder()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        NativeSimModel.VARIABLE
                            + " names no folder with the libraries of the official solver"));
    PrintWriter err = spec.commandLine().getErr();
    Path file = root.path().resolve("reference/parity/expected_metrics.json");
    ExpectedMetrics former = Files.exists(file) ? ExpectedMetrics.read(file) : ExpectedMetrics.NONE;
    byte[] numbers =
        former.renewed(
            StandardModel.read(root.path().resolve("reference/models/standard.json")),
            only,
            new ExpectedMetrics.Source(root.file(models, MODELS), libraries, build),
            err::println);
    err.flush();
    Files.createDirectories(file.getParent());
    Files.write(file, numbers);
    return 0;
  }
}
