package dev.perfusion.gate.report;

import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * The verdict for programs.
 *
 * @param verdict PASS, FAIL or INCONCLUSIVE
 * @param exitCode exit code of the check
 * @param benchmark the judged file
 * @param baseline the baseline's file; null without
 * @param thresholds where the limits came from; null without
 * @param tolerancePercent tolerance of the p95 rule; null without a baseline
 * @param failures one line per failure
 * @param openQuestions one line per reason why something could not be judged
 * @param notes warnings and improvements
 * @param steps the rows, values unrounded; an infinite change is the text "Infinity"
 */
public record VerdictDocument(
    String verdict,
    int exitCode,
    String benchmark,
    String baseline,
    String thresholds,
    Double tolerancePercent,
    List<String> failures,
    List<String> openQuestions,
    List<String> notes,
    List<StepRow> steps) {

  /** The verdict with its sources. */
  public static VerdictDocument of(ReportSources sources, Verdict verdict) {
    Evidence evidence = verdict.evidence();
    return new VerdictDocument(
        verdict.name(),
        verdict.exitCode(),
        sources.resultName(),
        sources.baselineName(),
        sources.thresholdsName(),
        evidence.tolerancePercent(),
        evidence.failures(),
        evidence.openQuestions(),
        evidence.notes(),
        evidence.rows());
  }

  /** Writes the verdict: UTF-8, two-space indent. */
  public void write(Path file) {
    JsonFiles.write(file, this);
  }
}
