package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.overhead.OverheadReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code overhead}. */
@Command(
    name = "overhead",
    mixinStandardHelpOptions = true,
    description =
        "Compares the bridge with what it stands on, in one JVM and in turns: get_parameter_value"
            + " over HTTP with a plain Javalin route, run_simulation in process with the bare engine."
            + " Exit code 1: a limit is missed.")
final class OverheadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--calls",
      defaultValue = "20000",
      description = "calls of one client on either side (default: ${DEFAULT-VALUE})")
  private int calls;

  @Option(
      names = "--clients",
      defaultValue = "50",
      description = "clients at the same time (default: ${DEFAULT-VALUE})")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "load of all clients on either side (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--runs",
      defaultValue = "3000",
      description = "runs on either side (default: ${DEFAULT-VALUE})")
  private int runs;

  @Override
  public Integer call() throws Exception {
    return OverheadReport.print(spec.commandLine().getOut(), calls, clients, seconds, runs) ? 0 : 1;
  }
}
