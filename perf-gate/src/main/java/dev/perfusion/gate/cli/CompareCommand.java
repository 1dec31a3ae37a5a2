package dev.perfusion.gate.cli;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Comparison;
import dev.perfusion.gate.compare.ComparisonDocument;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.SourceBuild;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.culprit.FlameGraphs;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.report.ComparisonPage;
import dev.perfusion.gate.report.CulpritTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two versions in pairs of processes on this machine. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compares two versions of the product in pairs of processes: 0 pass, 1 regression, 2"
            + " unusable input, 3 inconclusive.")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HarnessOption harness;
  @Mixin private PairingOption pairing;

  @ArgGroup(multiplicity = "1")
  private Versions versions;

  /** Two jars or two revisions. */
  private static final class Versions {
    @ArgGroup(exclusive = false)
    private Jars jars;

    @ArgGroup(exclusive = false)
    private Revisions revisions;
  }

  private static final class Jars {
    @Option(
        names = "--base-jar",
        required = true,
        paramLabel = "F",
        description = "perfusion-bridge.jar before")
    private Path base;

    @Option(names = "--head-jar", required = true, paramLabel = "F", description = "and after")
    private Path head;
  }

  private static final class Revisions {
    @Option(
        names = "--base",
        required = true,
        paramLabel = "REF",
        description = "git revision before; is built in a temporary work tree")
    private String base;

    @Option(names = "--head", required = true, paramLabel = "REF", description = "and after")
    private String head;
  }

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder for verdict.json, verdict.md and flame graphs")
  private Path out;

  @Option(names = "--suite", paramLabel = "F", description = "suite; without it the gate suite")
  private Path suite;

  @Option(names = "--seed", paramLabel = "N", description = "order of the bursts; default: random")
  private Long seed;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      defaultValue = "${sys:perfusion.root:-.}",
      description = "work tree that --base and --head are revisions of (default: ${DEFAULT-VALUE})")
  private Path repository;

  @Option(
      names = "--maven",
      paramLabel = "COMMAND",
      split = " ",
      defaultValue = "mvn",
      description = "Maven and its options for --base and --head (default: ${DEFAULT-VALUE})")
  private List<String> maven;

  @Option(
      names = "--profile",
      negatable = true,
      description =
          "profile both sides of every path whatever the verdict; without it, of the paths that fail;"
              + " --no-profile: of none")
  private Boolean profile;

  private Pairing paired;

  @Override
  public Integer call() {
    Suite measured = Suite.read(suite);
    paired = pairing.of(measured, Pairing.Wish.AUTO);
    List<String> ownCode = measured.profiling().ownCode();
    if (versions.jars != null) {
      Path base = versions.jars.base;
      Path head = versions.jars.head;
      return compare(
          measured,
          Binary.of(base.getFileName().toString(), null, base, ownCode),
          base,
          Binary.of(head.getFileName().toString(), null, head, ownCode),
          head);
    }
    // told before the builds, not after
    harness.jar();
    makeFolder();
    try (SourceBuild base = SourceBuild.of(repository, versions.revisions.base, maven);
        SourceBuild head = SourceBuild.of(repository, versions.revisions.head, maven)) {
      return compare(
          measured,
          Binary.of(versions.revisions.base, base.commit(), base.jar(), ownCode),
          base.jar(),
          Binary.of(versions.revisions.head, head.commit(), head.jar(), ownCode),
          head.jar());
    }
  }

  /** What takes minutes to measure must find its place. */
  private void makeFolder() {
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, ".compare", ".tmp"));
    } catch (IOException e) {
      throw new InputException(
          out.toString(), "", "cannot be written to: " + e, "name a folder with --out");
    }
  }

  /**
   * A verdict of an earlier comparison would be taken for that of this one when it is broken off,
   * and so would flame graphs when it passes.
   */
  private void forgetTheEarlier() {
    try {
      Files.deleteIfExists(out.resolve("verdict.json"));
      Files.deleteIfExists(out.resolve("verdict.md"));
      FlameGraphs.delete(out.resolve("profile"));
    } catch (IOException e) {
      throw new InputException(
          out.toString(), "", "cannot be cleared: " + e, "name another folder with --out");
    }
  }

  private int compare(Suite measured, Binary base, Path baseJar, Binary head, Path headJar) {
    makeFolder();
    PrintWriter stdout = spec.commandLine().getOut();
    long chosen = seed == null ? new SecureRandom().nextLong() : seed;
    Comparison comparison =
        new Comparison(measured, paired, baseJar, headJar, harness.jar(), stdout);
    forgetTheEarlier();
    ComparisonDocument document = comparison.run(base, head, Environment.describe(), chosen);
    write(document, measured);
    List<String> suspects = profile == null ? document.failed() : measured.paths();
    if (!suspects.isEmpty() && !Boolean.FALSE.equals(profile)) {
      document = profiled(comparison, document, suspects, measured);
    }
    stdout.println(document.verdict().name() + ": " + head.name() + " against " + base.name());
    document.verdict().reasons().forEach(stdout::println);
    ComparisonPage.lines(document).forEach(stdout::println);
    CulpritTable.lines(document.culprits()).forEach(stdout::println);
    stdout.flush();
    return document.verdict().exitCode();
  }

  private void write(ComparisonDocument document, Suite measured) {
    document.write(out.resolve("verdict.json"));
    ComparisonPage.write(out.resolve("verdict.md"), document, measured.plan());
  }

  /** The verdict stands and is written: nothing that goes wrong here may change it. */
  private ComparisonDocument profiled(
      Comparison comparison, ComparisonDocument judged, List<String> suspects, Suite measured) {
    ComparisonDocument document = comparison.profile(judged, suspects);
    try {
      document.profiles().forEach(taken -> FlameGraphs.write(taken, out.resolve("profile")));
      write(document, measured);
      return document;
    } catch (RuntimeException e) {
      spec.commandLine().getOut().println("the profile is not written: " + e.getMessage());
      return document;
    }
  }
}
