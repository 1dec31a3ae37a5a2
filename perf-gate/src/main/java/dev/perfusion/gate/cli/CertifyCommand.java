package dev.perfusion.gate.cli;

import dev.perfusion.gate.certify.Certification;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how often the gate is wrong. */
@Command(
    name = "certify",
    mixinStandardHelpOptions = true,
    description =
        "Measures the gate's own error rates: 0 every bar is met, 1 one is missed, 2 unusable input,"
            + " 3 too little evidence. Can be interrupted and goes on where it was.")
final class CertifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HarnessOption harness;
  @Mixin private PairingOption pairing;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      defaultValue = "${sys:perfusion.root:-.}/var/gate-evidence",
      description = "folder of the pairs (default: ${DEFAULT-VALUE})")
  private Path evidence;

  @Option(
      names = "--budget",
      paramLabel = "MINUTES",
      defaultValue = "0",
      description = "adds pairs for so long; 0 only writes the certificate of what there is")
  private double budget;

  @Option(
      names = "--jar",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/bridge/target/perfusion-bridge.jar",
      description = "the product of new evidence (default: ${DEFAULT-VALUE})")
  private Path jar;

  @Option(
      names = "--agent",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/jmh-benchmarks/target/slowdown-agent.jar",
      description = "agent that slows the product down (default: ${DEFAULT-VALUE})")
  private Path agent;

  @Option(names = "--suite", paramLabel = "F", description = "suite of new evidence; default: gate")
  private Path suite;

  @Option(
      names = "--identical",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "wanted pairs of identical code, the default or more (default: ${DEFAULT-VALUE})")
  private int identical;

  @Option(
      names = "--slowed",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "wanted pairs per slowed path, all slowdowns in each, the default or more (default:"
              + " ${DEFAULT-VALUE})")
  private int slowed;

  @Option(
      names = "--report",
      paramLabel = "F",
      defaultValue = "${sys:perfusion.root:-.}/reports/perf/certificate.md",
      description = "page to write (default: ${DEFAULT-VALUE})")
  private Path report;

  @Override
  public Integer call() {
    if (budget < 0
        || identical < Certification.LEAST_IDENTICAL
        || slowed < Certification.LEAST_SLOWED) {
      throw new ParameterException(
          spec.commandLine(),
          "--budget must not be negative, --identical at least "
              + Certification.LEAST_IDENTICAL
              + ", --slowed at least "
              + Certification.LEAST_SLOWED);
    }
    Certification certification =
        new Certification(evidence, identical, slowed, spec.commandLine().getOut());
    if (budget > 0) {
      // what the caller wrote is looked at before what the build made
      Pairing asked = pairing.of(Suite.read(suite), null);
      certification.collect(
          new Certification.Subject(suite, jar, harness.jar(), agent, asked, named()), budget);
    }
    return certification.certify(report);
  }

  private Set<String> named() {
    Set<String> named = new TreeSet<>();
    Map.of("--suite", "suite", "--jar", "product", "--harness", "harness", "--agent", "agent")
        .forEach(
            (option, part) -> {
              if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                named.add(part);
              }
            });
    return named;
  }
}
