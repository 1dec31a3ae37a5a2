package dev.perfusion.gate.report;

import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The verdict for programs. It follows from the files that it names, whose hashes it holds: {@code
 * rederive} derives the same bytes again.
 *
 * @param format name and version of this form
 * @param verdict PASS, FAIL or INCONCLUSIVE
 * @param exitCode exit code of the check
 * @param benchmark the judged file
 * @param baseline the baseline's file; null without
 * @param thresholds where the limits came from; null without
 * @param sha256 of these files by the names of the components above; without one for shipped limits
 * @param limits the shipped limits as they were, in the form of a file of thresholds; null when a
 *     file was given
 * @param tolerancePercent tolerance of the p95 rule; null without a baseline
 * @param failures one line per failure
 * @param openQuestions one line per reason why something could not be judged
 * @param notes warnings and improvements
 * @param steps the rows, values unrounded; an infinite change is the text "Infinity"
 */
public record VerdictDocument(
    String format,
    String verdict,
    int exitCode,
    String benchmark,
    String baseline,
    String thresholds,
    Map<String, String> sha256,
    ObjectNode limits,
    Double tolerancePercent,
    List<String> failures,
    List<String> openQuestions,
    List<String> notes,
    List<StepRow> steps) {
  /** Name and version of this form. */
  public static final String FORMAT = "perfusion-check/1";

  /** The verdict with its sources. */
  static VerdictDocument of(
      ReportSources sources, Verdict verdict, Map<String, String> sha256, ObjectNode limits) {
    Evidence evidence = verdict.evidence();
    return new VerdictDocument(
        FORMAT,
        verdict.name(),
        verdict.exitCode(),
        sources.resultName(),
        sources.baselineName(),
        sources.thresholdsName(),
        sha256,
        limits,
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
