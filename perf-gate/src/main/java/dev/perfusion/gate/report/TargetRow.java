package dev.perfusion.gate.report;

import dev.perfusion.gate.check.CeilingRule;
import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.check.StepStatus;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.document.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A target and a step that it is for.
 *
 * @param rule the target
 * @param step key of the step; null when the run has none of this target
 * @param row the judged step; null as well
 */
record TargetRow(CeilingRule rule, String step, StepRow row) {

  /** All targets in their order, each with its steps; none without limits. */
  static List<TargetRow> of(Thresholds limits, Map<String, Step> steps, List<StepRow> judged) {
    List<TargetRow> rows = new ArrayList<>();
    if (limits == null) {
      return rows;
    }
    for (CeilingRule rule : limits.rules()) {
      int before = rows.size();
      for (StepRow row : judged) {
        Step step = steps.get(row.step());
        if (step != null && limits.ruleFor(step.key()).filter(rule::equals).isPresent()) {
          rows.add(new TargetRow(rule, row.step(), row));
        }
      }
      if (rows.size() == before) {
        rows.add(new TargetRow(rule, null, null));
      }
    }
    return rows;
  }

  /** The limits in words: at most, at least, warning. */
  String limits() {
    if (rule.min() != null) {
      String object = rule.minWithObjectStorage() == null ? "" : rate(rule.minWithObjectStorage());
      return "≥ "
          + rate(rule.min())
          + (object.isEmpty() ? "" : " (object storage ≥ " + object + ")");
    }
    String most = rule.maxMs() == null ? "" : "≤ " + Quantity.tick(rule.maxMs());
    String warn = rule.warnMs() == null ? "" : "warns above " + Quantity.tick(rule.warnMs());
    return most + (most.isEmpty() || warn.isEmpty() ? "" : ", ") + warn;
  }

  private static String rate(double value) {
    return Quantity.digits(value) + " MB/s";
  }

  /** The limited statistic as reports name it. */
  String metric() {
    return rule.min() == null ? rule.metric() : "rate";
  }

  /** The measured value in words. */
  String measured() {
    if (row == null || row.ceiling() == null || row.ceiling().actual() == null) {
      return "not measured";
    }
    double actual = row.ceiling().actual();
    return rule.min() == null ? Quantity.time(actual) : rate(actual);
  }

  /** The measured value as a share of the limit, for a rate the limit as a share of it. */
  Double used() {
    if (row == null || row.ceiling() == null || row.ceiling().actual() == null) {
      return null;
    }
    double actual = row.ceiling().actual();
    Double least = row.ceiling().minMegabytesPerSecond();
    return least == null ? actual / row.ceiling().targetMs() : least / actual;
  }

  /** What is left up to the limit in words; negative beyond it. */
  String headroom() {
    Double percent = row == null || row.ceiling() == null ? null : row.ceiling().headroomPercent();
    if (percent == null) {
      return "-";
    }
    String digits = Math.abs(percent) >= 99 && percent < 100 ? "%.2f %%" : "%.1f %%";
    return String.format(Locale.ROOT, digits, percent).replace('-', '−');
  }

  /** PASS, WARN, FAIL, MISSING or INCONCLUSIVE. */
  StepStatus status() {
    return row == null || row.ceiling() == null ? StepStatus.MISSING : row.ceiling().status();
  }
}
