package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.StandardModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the numbers that {@code fetch-data} compares with. */
@Command(
    name = "expected-metrics",
    mixinStandardHelpOptions = true,
    description =
        "Computes Cmax, tmax and AUC of pinned models from recorded results of the official solver.")
final class ExpectedMetricsCommand implements Callable<Integer> {
  private static final String ORACLE = "../shared/oracle";

  @Mixin private RootOption root;

  @Option(
      names = "--oracle",
      description = "folder of MODEL.default.csv.gz (default: " + ORACLE + ")")
  private Path oracle;

  @Option(
      names = "--build",
      required = true,
      description = "the official solver that made them, for the record")
  private String build;

  @Override
  public Integer call() throws Exception {
    byte[] numbers =
        ExpectedMetrics.of(
            StandardModel.read(root.path().resolve("reference/models/standard.json")),
            root.file(oracle, ORACLE),
            build,
            "benchmarks.jar expected-metrics --build '" + build + "'");
    Path out = root.path().resolve("reference/parity/expected_metrics.json");
    Files.createDirectories(out.getParent());
    Files.write(out, numbers);
    return 0;
  }
}
