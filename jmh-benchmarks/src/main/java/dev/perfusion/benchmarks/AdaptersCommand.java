package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.adapter.AdapterReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code adapters}. */
@Command(
    name = "adapters",
    mixinStandardHelpOptions = true,
    description =
        "Measures every adapter that works here: first call, each tool when warm, memory, what a"
            + " crash costs. Writes reports/perf/adapters.md. OSPSUITE_LIBS names the official"
            + " libraries.")
final class AdaptersCommand implements Callable<Integer> {
  @Mixin private RootOption root;

  @Option(
      names = "--iterations",
      defaultValue = "400",
      description = "warm iterations of each adapter (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--cold",
      defaultValue = "20",
      description = "cold starts of each (default: ${DEFAULT-VALUE})")
  private int cold;

  @Override
  public Integer call() throws Exception {
    AdapterReport.write(
        root.path().resolve("reports/perf/adapters.md"), root.path(), iterations, cold);
    return 0;
  }
}
