package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.download.DownloadReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
  @Spec private CommandSpec spec;

  @Option(names = "--root", defaultValue = ".", description = "repository folder")
  private Path root;

  @Option(
      names = "--jar",
      defaultValue = "bridge/target/perfusion-bridge.jar",
      description = "the server, below --root (default: ${DEFAULT-VALUE})")
  private Path jar;

  @Option(
      names = "--out",
      defaultValue = "reports/perf/download.md",
      description = "the report (default: ${DEFAULT-VALUE})")
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
        new DownloadReport(root, root.resolve(jar), spec.commandLine().getOut());
    return report.write(out, megabytes, rounds) ? 0 : 1;
  }
}
