package dev.perfusion.gate.report;

import dev.perfusion.gate.compare.ComparisonDocument;
import dev.perfusion.gate.compare.WitnessRow;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.paired.PairPlan;
import dev.perfusion.gate.paired.PairedVerdict;
import dev.perfusion.gate.paired.PathRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A paired comparison as Markdown. */
public final class ComparisonPage {
  private ComparisonPage() {}

  /** Writes the page. */
  public static void write(Path file, ComparisonDocument document, PairPlan plan) {
    JsonFiles.writeText(file, text(document, plan));
  }

  /** A line per row for the console. */
  public static List<String> lines(ComparisonDocument document) {
    return document.verdict().rows().stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%-12s %s: ratio %.3f (95 %%: %.3f to %.3f), finds slowdowns from %+.1f %%",
                    row.status(),
                    row.path(),
                    row.ratio(),
                    row.lower95(),
                    row.upper95(),
                    100 * (row.smallestDetectable() - 1)))
        .toList();
  }

  static String text(ComparisonDocument document, PairPlan plan) {
    PairedVerdict verdict = document.verdict();
    StringBuilder page = new StringBuilder();
    add(
        page,
        "# %s: %s against %s%n%n",
        verdict.name(),
        document.head().name(),
        document.base().name());
    verdict.reasons().forEach(reason -> add(page, "* %s%n", reason.replace("\n", " ")));
    add(
        page,
        "%n%d of at most %d pairs of fresh JVMs, look %d of %d. Ratios are p95 of head over base.%n%n",
        verdict.pairs(),
        plan.budget(),
        verdict.look(),
        plan.looks().size());
    if (document.pairing() != null) {
      add(page, "The sides of a pair %s.%n%n", document.pairing().text());
    }
    add(
        page,
        "| path | verdict | ratio | 95 %% interval | bound to fail (> %.2f) | bound to pass (< %.2f)"
            + " | finds slowdowns from | base against itself |%n|---|---|---|---|---|---|---|---|%n",
        plan.failFloor(),
        plan.failRatio());
    for (PathRow row : verdict.rows()) {
      add(
          page,
          "| %s | %s | %.3f | %.3f to %.3f | %.3f | %.3f | %+.0f %% | %.3f (%.3f to %.3f)%s |%n",
          row.path(),
          row.status(),
          row.ratio(),
          row.lower95(),
          row.upper95(),
          row.failBound(),
          row.passBound(),
          100 * (row.smallestDetectable() - 1),
          row.controlRatio(),
          row.controlLower(),
          row.controlUpper(),
          row.controlAlarm() ? " **alarm**" : "");
    }
    add(page, "%n| path | count per call | base | head | ratio |%n|---|---|---|---|---|%n");
    for (WitnessRow row : document.witnesses()) {
      add(
          page,
          "| %s | %s | %s | %s | %s |%n",
          row.path(),
          row.name(),
          figure(row.base()),
          figure(row.head()),
          row.ratio() == null ? "" : String.format(Locale.ROOT, "%.3f", row.ratio()));
    }
    CulpritTable.append(page, document);
    return page.toString();
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
  }

  private static void add(StringBuilder page, String pattern, Object... values) {
    page.append(String.format(Locale.ROOT, pattern.replace("%n", "\n"), values));
  }
}
