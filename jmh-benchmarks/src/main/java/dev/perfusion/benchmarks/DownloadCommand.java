package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.download.DownloadReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code download}. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    description =
        "Compares downloads of a population chunk with those of the same file from nginx, in turns,"
            + " and writes the report. Exit code 1: the bar is missed.")
final class DownloadCommand implements Callable<Integer> {
  private static final String OUT = "reports/perf/download.md";

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(
      names = "--jar",
      defaultValue = "bridge/target/perfusion-bridge.jar",
      description = "the server, below --root (default: ${DEFAULT-VALUE})")
  private Path jar;

  @Option(names = "--out", description = "the report (default: " + OUT + ")")
  private Path out;

  @Option(
      names = "--megabytes",
      defaultValue = "256",
      description = "size of the chunk (default: ${DEFAULT-VALUE})")
  private int megabytes;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      description = "downloads from either side (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    DownloadReport report =
        new DownloadReport(root.path(), root.path().resolve(jar), spec.commandLine().getOut());
    return report.write(root.file(out, OUT), megabytes, rounds) ? 0 : 1;
  }
}
