package dev.perfusion.gate.cli;

import dev.perfusion.gate.certify.CulpritTrials;
import dev.perfusion.gate.compare.Suite;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how often the guilty method is named. */
@Command(
    name = "culprit-trial",
    mixinStandardHelpOptions = true,
    description =
        "Makes methods slower one by one and counts how often the profiles name them: 0 among the"
            + " first three in at least 90 %%, 1 less often, 2 unusable input, 3 fewer than 20"
            + " classes tried. Can be interrupted and goes on where it was.")
final class CulpritTrialCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HarnessOption harness;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      defaultValue = "${sys:perfusion.root:-.}/var/gate-evidence",
      description = "folder of certify; trials go to culprits/ in it (default: ${DEFAULT-VALUE})")
  private Path evidence;

  @Option(
      names = "--only-report",
      description = "runs no trial and reports on those that there are")
  private boolean onlyReport;

  @Option(
      names = "--jar",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/bridge/target/perfusion-bridge.jar",
      description = "the product (default: ${DEFAULT-VALUE})")
  private Path jar;

  @Option(
      names = "--agent",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/jmh-benchmarks/target/slowdown-agent.jar",
      description = "agent that slows the product down (default: ${DEFAULT-VALUE})")
  private Path agent;

  @Option(names = "--suite", paramLabel = "F", description = "suite; default: gate")
  private Path suite;

  @Option(
      names = "--places",
      paramLabel = "F",
      description = "places to make slower; default: those of perf-gate/suites/culprits.json")
  private Path places;

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "15",
      description =
          "busy work per call, in per cent of the median latency (default: ${DEFAULT-VALUE})")
  private double percent;

  @Option(
      names = "--report",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/reports/perf/culprits.md",
      description = "page to write (default: ${DEFAULT-VALUE})")
  private Path report;

  @Override
  public Integer call() {
    CulpritTrials trials =
        new CulpritTrials(
            evidence.resolve("culprits"), Suite.read(suite), spec.commandLine().getOut());
    if (!onlyReport) {
      trials.run(
          places,
          percent,
          new CulpritTrials.Subject(
              jar.toAbsolutePath(), harness.jar().toAbsolutePath(), agent.toAbsolutePath()));
    }
    return trials.report(report);
  }
}
