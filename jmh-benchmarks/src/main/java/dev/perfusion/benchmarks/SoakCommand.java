package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.compare.Environment;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.soak.Soak;
import dev.perfusion.benchmarks.soak.SoakResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads a server for a long time and looks whether anything grows. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Users of every tool come to a server process for a long time, at a share of the rate that it"
            + " can bear; heap after collections, threads, file handles and sessions must not grow. Needs"
            + " /proc. Exit code 1: something grows or failed.")
final class SoakCommand implements Callable<Integer> {
  private static final double PERCENT = 100;
  private static final String SERVER_JAR = "bridge/target/perfusion-bridge.jar";
  private static final String OUT = "reports/perf/soak.md";

  @Spec private CommandSpec spec;

  @Option(names = "--minutes", defaultValue = "60", description = "default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--rate-percent",
      defaultValue = "50",
      description = "of the rate that the server can bear (default: ${DEFAULT-VALUE})")
  private double ratePercent;

  @Mixin private RootOption root;

  @Option(names = "--server-jar", description = "the shipped jar (default: " + SERVER_JAR + ")")
  private Path serverJar;

  @Option(names = "--out", description = "the report (default: " + OUT + ")")
  private Path out;

  @Override
  public Integer call() throws Exception {
    String stamp =
        Instant.now().truncatedTo(ChronoUnit.MINUTES) + ", " + Environment.of(root.path()) + ".";
    try (TemporaryFolder state = new TemporaryFolder("perfusion-soak")) {
      SoakResult result =
          new Soak(
                  root.file(serverJar, SERVER_JAR),
                  minutes,
                  ratePercent / PERCENT,
                  spec.commandLine().getOut())
              .run(state.path());
      Path report = root.file(out, OUT);
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, result.markdown(stamp));
      return result.good() ? 0 : 1;
    }
  }
}
