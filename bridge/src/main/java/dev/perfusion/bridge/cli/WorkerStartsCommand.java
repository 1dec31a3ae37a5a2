package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code worker-starts}: how long worker processes take to start here. */
@Command(
    name = "worker-starts",
    hidden = true,
    description = "Starts workers and prints the time of each to its first answer (ms).")
final class WorkerStartsCommand implements Callable<Integer> {
  private static final double NANOS_PER_MS = 1e6;

  @Spec private CommandSpec spec;

  @Option(names = "--times", paramLabel = "N", defaultValue = "20", description = "How often")
  private int times;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (long nanos : SubprocessAdapter.startTimes(AdapterSettings.DEFAULT, times)) {
      out.printf(Locale.ROOT, "%.1f%n", nanos / NANOS_PER_MS);
    }
    out.flush();
    return ExitCode.DONE;
  }
}
