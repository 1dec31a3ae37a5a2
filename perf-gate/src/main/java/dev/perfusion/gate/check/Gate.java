package dev.perfusion.gate.check;

import dev.perfusion.gate.check.StepRow.Ceiling;
import dev.perfusion.gate.check.StepRow.Comparison;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.document.Step.Method;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a benchmark document: errors, absolute ceilings, required steps, and the p95 rule against
 * a recorded run. One instance judges once.
 */
public final class Gate {
  private static final String OVERALL = "__overall__";

  private final String resultName;
  private final BenchmarkDocument result;
  private final Thresholds thresholds;
  private final Baseline baseline;
  private final P95Rule rule;
  private final boolean comparable;
  private final List<StepRow> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> openQuestions = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Gate(
      String resultName, BenchmarkDocument result, Thresholds thresholds, Baseline baseline) {
    this.resultName = resultName;
    this.result = result;
    this.thresholds = thresholds;
    this.baseline = baseline;
    this.rule = baseline == null ? null : new P95Rule(baseline.tolerancePercent(thresholds));
    List<String> differences = baseline == null ? List.of() : baseline.differences(result);
    this.comparable = differences.isEmpty();
    openQuestions.addAll(differences);
  }

  /**
   * Judges a result.
   *
   * @param resultName the result's file as the user named it
   * @param result the measured run
   * @param thresholds absolute limits; null without
   * @param baseline run to compare with; null without
   * @throws InputException when there is nothing to judge by, or the baseline is damaged
   */
  public static Verdict check(
      String resultName, BenchmarkDocument result, Thresholds thresholds, Baseline baseline) {
    if (thresholds == null && baseline == null) {
      throw new InputException(
          resultName,
          "scenario",
          "no thresholds are shipped for \"" + result.scenario() + "\"",
          "give --thresholds or --baseline");
    }
    return new Gate(resultName, result, thresholds, baseline).judge();
  }

  private Verdict judge() {
    if (baseline != null && !baseline.document().configHash().equals(result.configHash())) {
      notes.add("the run configuration differs from the baseline's (configHash)");
    }
    if (result.steps().isEmpty()) {
      openQuestions.add("No steps in benchmark " + resultName);
    }
    result.steps().forEach(this::judgeStep);
    if (baseline != null) {
      baseline.document().steps().forEach(this::judgeAbsence);
      judgeOverall();
      if (baseline.document().steps().isEmpty() && baseline.expectedOverall() == null) {
        openQuestions.add("No steps in baseline " + baseline.name());
      }
    }
    if (thresholds != null) {
      thresholds.required().forEach(this::judgeRequired);
    }
    if (!rows.isEmpty() && rows.stream().allMatch(r -> r.status() == StepStatus.UNCHECKED)) {
      openQuestions.add(
          "No limit and no baseline fits a step of benchmark "
              + resultName
              + ": nothing was judged");
    }
    return Verdict.of(
        new Evidence(
            List.copyOf(rows),
            List.copyOf(failures),
            List.copyOf(openQuestions),
            List.copyOf(notes),
            rule == null ? null : rule.tolerancePercent()));
  }

  private void judgeStep(String key, Step step) {
    List<String> remarks = new ArrayList<>();
    StepStatus status = StepStatus.UNCHECKED;
    Ceiling ceiling = ceiling(key, step, remarks);
    if (ceiling != null) {
      status = ceiling.status();
    }
    Comparison comparison = null;
    Step expected = baseline == null ? null : baseline.document().steps().get(key);
    if (expected != null) {
      comparison = compare(key, step, expected, remarks);
      status = worse(status, comparison.status());
    }
    if (failed(step)) {
      status = StepStatus.ERROR;
      String why = step.failures().isEmpty() ? "" : ": " + String.join("; ", step.failures());
      failures.add(
          key + " has " + step.errors() + (step.errors() == 1 ? " error" : " errors") + why);
    }
    SeriesStats stats = step.stats();
    rows.add(
        new StepRow(
            key,
            step.key().phaseLabel(),
            stats.count(),
            stats.p50(),
            stats.p95(),
            ceiling,
            comparison,
            status,
            P95Rule.fewSamples(stats),
            remarks));
  }

  private Ceiling ceiling(String key, Step step, List<String> remarks) {
    CeilingRule limit = thresholds == null ? null : thresholds.ruleFor(step.key()).orElse(null);
    if (limit == null) {
      return null;
    }
    if (limit.min() != null) {
      return rate(key, step, limit);
    }
    Double actual = step.stats().metric(limit.metric());
    StepStatus status = StepStatus.PASS;
    Double headroom = null;
    if (!P95Rule.measured(actual)) {
      status = StepStatus.MISSING;
      askMissing(limit.metric(), key, step);
    } else {
      headroom = (limit.targetMs() - actual) / limit.targetMs() * 100;
      if (limit.maxMs() != null && actual > limit.maxMs()) {
        status = StepStatus.FAIL;
        failures.add(
            format(
                "%s %s %.3fms exceeds the ceiling %.3fms",
                key, limit.metric(), actual, limit.maxMs()));
      } else if (limit.warnMs() != null && actual > limit.warnMs()) {
        status = StepStatus.WARN;
        String warning =
            format("%s is above the warning limit %.3fms", limit.metric(), limit.warnMs());
        remarks.add(warning);
        notes.add(key + ": " + warning);
      }
    }
    return new Ceiling(
        limit.metric(), actual, limit.maxMs(), limit.warnMs(), null, headroom, status);
  }

  private Ceiling rate(String key, Step step, CeilingRule limit) {
    String storage = result.config().path("storage").asString("file");
    double least = limit.least(storage.equals("object"));
    double surelyLeast = limit.least(!storage.equals("file"));
    Double actual = step.megabytesPerSecond();
    StepStatus status = StepStatus.PASS;
    if (actual == null) {
      status = StepStatus.MISSING;
      askMissing(limit.metric(), key, step);
    } else if (actual < surelyLeast) {
      status = StepStatus.FAIL;
      failures.add(
          format("%s %.1f MB/s is below the least rate %.0f MB/s", key, actual, surelyLeast));
    } else if (actual < least) {
      status = StepStatus.INCONCLUSIVE;
      openQuestions.add(
          format(
              "%s %.1f MB/s is enough for object storage (%.0f) and too little for files (%.0f),"
                  + " and config.storage is %s: measure with --storage file or object",
              key, actual, surelyLeast, least, storage));
    }
    Double headroom = actual == null ? null : (actual - least) / least * 100;
    return new Ceiling(limit.metric(), actual, null, null, least, headroom, status);
  }

  private Comparison compare(String key, Step step, Step expectedStep, List<String> remarks) {
    Double expected = baseline.expectedP95(key, expectedStep);
    Double actual = step.stats().p95();
    StepStatus literal = rule.judge(expected == null ? 0 : expected, actual);
    Double delta = P95Rule.deltaPercent(expected, actual);
    StepStatus status = literal;
    boolean few = P95Rule.fewSamples(step.stats()) || P95Rule.fewSamples(expectedStep.stats());
    String otherWay = otherWay(step.method(), expectedStep.method());
    if (!comparable) {
      status = StepStatus.INCONCLUSIVE;
    } else if (literal == StepStatus.MISSING) {
      askMissing("p95", key, step);
    } else if (expected == null) {
      status = StepStatus.INCONCLUSIVE;
      openQuestions.add("Missing p95 metric for step '" + key + "' in baseline " + baseline.name());
    } else if (otherWay != null) {
      status = StepStatus.INCONCLUSIVE;
      openQuestions.add(key + " was timed in another way: " + otherWay);
    } else if (few) {
      status = StepStatus.INCONCLUSIVE;
      long least = Math.min(step.stats().count(), expectedStep.stats().count());
      openQuestions.add(format("%s has few samples: %d, and the p95 rule needs 2000", key, least));
    } else if (literal == StepStatus.FAIL) {
      failures.add(key + exceeds(expected, actual, delta));
    }
    if (status == StepStatus.INCONCLUSIVE) {
      remarks.add("p95 rule taken literally: " + literal);
    }
    if (otherWay == null && rule.improved(expected, actual)) {
      remarks.add("improved");
      notes.add(format("%s improved by %.2f%%: consider a new baseline", key, -delta));
    }
    return new Comparison(expected, delta, literal, status);
  }

  /**
   * Means of batches have another tail than single calls; null when both sides were timed alike.
   */
  private static String otherWay(Method measured, Method expected) {
    boolean sameTiming =
        measured.timing() == null
            || expected.timing() == null
            || measured.timing() == expected.timing();
    return sameTiming && measured.batchSize() == expected.batchSize()
        ? null
        : "baseline " + way(expected) + ", result " + way(measured);
  }

  private static String way(Method method) {
    String timing = method.timing() == null ? "calls" : method.timing().wireName();
    return timing + " by " + method.batchSize();
  }

  /** A step of the baseline that the result does not have. */
  private void judgeAbsence(String key, Step expectedStep) {
    if (result.steps().containsKey(key)) {
      return;
    }
    Double expected = baseline.expectedP95(key, expectedStep);
    if (comparable) {
      openQuestions.add(missing("p95", key));
    }
    rows.add(
        new StepRow(
            key,
            expectedStep.key().phaseLabel(),
            0,
            null,
            null,
            null,
            new Comparison(expected, null, StepStatus.MISSING, StepStatus.INCONCLUSIVE),
            comparable ? StepStatus.MISSING : StepStatus.INCONCLUSIVE,
            true,
            List.of()));
  }

  /** The whole iteration, when the baseline has measured it. */
  private void judgeOverall() {
    Double expected = baseline.expectedOverall();
    if (expected == null) {
      return;
    }
    SeriesStats stats = result.summary();
    List<String> remarks = new ArrayList<>();
    boolean measured = P95Rule.measured(stats.p95());
    Double actual = measured ? stats.p95() : null;
    StepStatus literal = rule.judge(expected, measured ? actual : expected);
    Double delta = P95Rule.deltaPercent(expected, actual);
    boolean few = P95Rule.fewSamples(stats) || P95Rule.fewSamples(baseline.document().summary());
    StepStatus status = literal;
    if (!comparable) {
      status = StepStatus.INCONCLUSIVE;
    } else if (!measured) {
      status = StepStatus.MISSING;
      openQuestions.add(missing("p95", OVERALL));
    } else if (few) {
      status = StepStatus.INCONCLUSIVE;
      openQuestions.add(
          format("Overall has few samples: %d, and the p95 rule needs 2000", stats.count()));
    } else if (literal == StepStatus.FAIL) {
      failures.add("Overall" + exceeds(expected, actual, delta));
    }
    if (status != literal) {
      remarks.add("p95 rule taken literally: " + literal);
    }
    rows.add(
        new StepRow(
            OVERALL,
            "",
            stats.count(),
            stats.p50(),
            actual,
            null,
            new Comparison(expected, delta, literal, status),
            status,
            few,
            remarks));
  }

  private void judgeRequired(StepPattern pattern) {
    List<Step> fitting =
        result.steps().values().stream().filter(step -> pattern.fits(step.key())).toList();
    if (fitting.stream().anyMatch(step -> step.stats().count() > 0 || failed(step))) {
      return;
    }
    openQuestions.add("Required step '" + pattern + "' has no samples in benchmark " + resultName);
    rows.add(
        new StepRow(
            pattern.toString(),
            "",
            0,
            null,
            null,
            null,
            null,
            StepStatus.MISSING,
            true,
            List.of("required")));
  }

  private static boolean failed(Step step) {
    return step.errors() > 0 || !step.failures().isEmpty();
  }

  /**
   * What was not measured cannot be judged. One line per cause: a failed step says why it has no
   * samples, and ceiling and rule agree.
   */
  private void askMissing(String metric, String key, Step step) {
    String line = missing(metric, key);
    if (!failed(step) && !openQuestions.contains(line)) {
      openQuestions.add(line);
    }
  }

  private String missing(String metric, String key) {
    return "Missing " + metric + " metric for step '" + key + "' in benchmark " + resultName;
  }

  private String exceeds(double expected, double actual, double delta) {
    return format(
        " p95 %.3fms exceeds baseline %.3fms by %s%% (tolerance %.1f%%)",
        actual,
        expected,
        Double.isInfinite(delta) ? "inf" : format("%.2f", delta),
        rule.tolerancePercent());
  }

  /** Failures first, then open questions, then warnings. */
  private static StepStatus worse(StepStatus a, StepStatus b) {
    List<StepStatus> order =
        List.of(
            StepStatus.UNCHECKED,
            StepStatus.PASS,
            StepStatus.WARN,
            StepStatus.INCONCLUSIVE,
            StepStatus.MISSING,
            StepStatus.FAIL,
            StepStatus.ERROR);
    return order.indexOf(a) >= order.indexOf(b) ? a : b;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
