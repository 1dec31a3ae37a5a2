package dev.perfusion.gate.cli;

import dev.perfusion.gate.check.Baseline;
import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.RelativePaths;
import dev.perfusion.gate.report.MarkdownReport;
import dev.perfusion.gate.report.ReportSources;
import dev.perfusion.gate.report.VerdictDocument;
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
    BenchmarkDocument document = BenchmarkDocument.read(result);
    Baseline recorded =
        baseline == null
            ? null
            : new Baseline(baseline.toString(), BenchmarkDocument.read(baseline));
    Thresholds limits = limits(document);
    Verdict verdict = Gate.check(result.toString(), document, limits, recorded);
    print(verdict);
    if (summary != null) {
      MarkdownReport.write(summary, sources(document, limits, summary), verdict);
    }
    if (json != null) {
      VerdictDocument.of(sources(document, limits, json), verdict).write(json);
    }
    return verdict.exitCode();
  }

  /**
   * The targets of the plan hold for every scenario. The shipped list of required steps describes a
   * whole suite; with a baseline it is the baseline that says which steps must be there.
   */
  private Thresholds limits(BenchmarkDocument document) {
    if (thresholds != null) {
      return Thresholds.read(thresholds);
    }
    Thresholds limits = Thresholds.shipped(document.scenario()).orElseGet(Thresholds::targets);
    return baseline == null ? limits : limits.withoutRequired();
  }

  private ReportSources sources(BenchmarkDocument document, Thresholds limits, Path page) {
    return new ReportSources(
        RelativePaths.between(page, result),
        document,
        baseline == null ? null : RelativePaths.between(page, baseline),
        thresholds == null ? limits.name() : RelativePaths.between(page, thresholds),
        link -> RelativePaths.moved(link, result, page));
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
