package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.StandardModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the numbers that {@code fetch-data} compares with. */
@Command(
    name = "expected-metrics",
    mixinStandardHelpOptions = true,
    description =
        "Computes Cmax, tmax and AUC of pinned models from recorded results of the official solver.")
final class ExpectedMetricsCommand implements Callable<Integer> {
  @Option(names = "--root", defaultValue = ".", description = "repository folder")
  private Path root;

  @Option(
      names = "--oracle",
      defaultValue = "../shared/oracle",
      description = "folder of MODEL.default.csv.gz (default: ${DEFAULT-VALUE})")
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
            StandardModel.read(root.resolve("reference/models/standard.json")),
            oracle,
            build,
            "benchmarks.jar expected-metrics --build '" + build + "'");
    Path out = root.resolve("reference/parity/expected_metrics.json");
    Files.createDirectories(out.getParent());
    Files.write(out, numbers);
    return 0;
  }
}
