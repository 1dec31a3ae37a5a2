package dev.perfusion.gate.cli;

import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.report.CheckedFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a benchmark document. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Judges a benchmark document: 0 pass, 1 regression, 2 unusable input, 3 inconclusive.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--result",
      required = true,
      paramLabel = "F",
      description = "benchmark document to judge")
  private Path result;

  @Option(
      names = "--baseline",
      paramLabel = "F",
      description = "benchmark document of a recorded run; applies the p95 rule")
  private Path baseline;

  @Option(
      names = "--thresholds",
      paramLabel = "F",
      description = "ceilings; without it those shipped for the document's scenario")
  private Path thresholds;

  @Option(names = "--summary", paramLabel = "F", description = "Markdown page to write")
  private Path summary;

  @Option(names = "--json", paramLabel = "F", description = "verdict as JSON to write")
  private Path json;

  @Override
  public Integer call() {
    CheckedFiles files = CheckedFiles.read(result, baseline, thresholds);
    Verdict verdict = files.judge(result.toString());
    print(verdict);
    if (summary != null) {
      files.writePage(summary);
    }
    if (json != null) {
      files.verdict(json).write(json);
    }
    return verdict.exitCode();
  }

  private void print(Verdict verdict) {
    Evidence evidence = verdict.evidence();
    PrintWriter out = spec.commandLine().getOut();
    out.println(verdict.name() + ": " + result);
    evidence.failures().forEach(line -> out.println("FAIL  " + line));
    evidence.openQuestions().forEach(line -> out.println("OPEN  " + line));
    evidence.notes().forEach(line -> out.println("NOTE  " + line));
    out.flush();
  }
}
