package dev.perfusion.gate.check;

import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded run to compare with.
 *
 * @param name the file as the user named it
 * @param document the run
 */
public record Baseline(String name, BenchmarkDocument document) {
  private static final double DEFAULT_TOLERANCE_PERCENT = 10;

  /** Why a result of another place or kind cannot be compared with this run; empty when it can. */
  List<String> differences(BenchmarkDocument result) {
    List<String> differences = new ArrayList<>();
    differ(differences, "scenario", document.scenario(), result.scenario());
    differ(differences, "environment fingerprint", document.fingerprint(), result.fingerprint());
    differ(differences, "data set", document.dataset().sha256(), result.dataset().sha256());
    return differences;
  }

  private static void differ(List<String> differences, String what, String expected, String is) {
    if (!expected.equals(is)) {
      differences.add(what + " differs: baseline " + expected + ", result " + is);
    }
  }

  /** The baseline's own tolerance, else that of the thresholds, else 10 %. */
  double tolerancePercent(Thresholds thresholds) {
    if (document.regressionTolerancePercent() != null) {
      return document.regressionTolerancePercent();
    }
    return thresholds != null && thresholds.tolerancePercent() != null
        ? thresholds.tolerancePercent()
        : DEFAULT_TOLERANCE_PERCENT;
  }

  /** The expected p95 of a step; null when the baseline has none. */
  Double expectedP95(String key, Step step) {
    return expected(step.stats(), "steps." + key + ".p95");
  }

  /** The expected p95 of the whole iteration; null when the baseline has none. */
  Double expectedOverall() {
    return expected(document.summary(), "summary.p95");
  }

  private Double expected(SeriesStats stats, String field) {
    if (stats.p95() != null && stats.p95().isNaN()) {
      throw new InputException(name, field, "is not a number", "record the baseline again");
    }
    return stats.p95();
  }
}
