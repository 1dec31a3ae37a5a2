package dev.perfusion.gate.report;

import dev.perfusion.gate.check.Evidence;
import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.check.StepRow.Ceiling;
import dev.perfusion.gate.check.StepRow.Comparison;
import dev.perfusion.gate.check.StepStatus;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The verdict and its numbers as a Markdown page. */
public final class MarkdownReport {
  private final StringBuilder text = new StringBuilder();
  private final ReportSources sources;
  private final Verdict verdict;

  private MarkdownReport(ReportSources sources, Verdict verdict) {
    this.sources = sources;
    this.verdict = verdict;
  }

  /** The page as text. */
  public static String of(ReportSources sources, Verdict verdict) {
    return new MarkdownReport(sources, verdict).page();
  }

  /** Writes the page. */
  public static void write(Path file, ReportSources sources, Verdict verdict) {
    JsonFiles.writeText(file, of(sources, verdict));
  }

  private String page() {
    BenchmarkDocument result = sources.result();
    Evidence evidence = verdict.evidence();
    line("# Benchmark check: " + verdict.name());
    line("");
    line("**Benchmark:** `" + sources.resultName() + "`  ");
    if (sources.baselineName() != null) {
      line("**Baseline:** `" + sources.baselineName() + "`  ");
      line(
          String.format(
              Locale.ROOT,
              "**Tolerance:** ±%.1f%% over baseline p95  ",
              evidence.tolerancePercent()));
    }
    if (sources.thresholdsName() != null) {
      line("**Ceilings:** `" + sources.thresholdsName() + "`  ");
    }
    String label = result.label() == null ? "" : " (" + Figures.cell(result.label()) + ")";
    line("**Run:** " + result.scenario() + label + ", " + result.timestamp());
    bullets("Failures", evidence.failures());
    bullets("Not decided", evidence.openQuestions());
    bullets("Notes", evidence.notes());
    steps(evidence.rows());
    text.append(DetailTables.of(sources));
    bullets("Warnings of the run", result.warnings());
    return text.toString();
  }

  private void steps(List<StepRow> rows) {
    boolean compared = sources.baselineName() != null;
    heading("Steps");
    line("Times in ms; percentiles over all samples of all forks.");
    line("");
    List<String> head =
        new ArrayList<>(
            List.of("Step", "Phase", "Count", "p50 (ms)", "p95 (ms)", "Target (ms)", "Headroom"));
    if (compared) {
      head.addAll(List.of("Baseline p95 (ms)", "Δ%"));
    }
    head.add("Status");
    line("| " + String.join(" | ", head) + " |");
    line("|---|---|" + "---:|".repeat(head.size() - 3) + "---|");
    rows.forEach(row -> line("| " + String.join(" | ", cells(row, compared)) + " |"));
  }

  private static List<String> cells(StepRow row, boolean compared) {
    Ceiling ceiling = row.ceiling();
    List<String> cells = new ArrayList<>();
    cells.add("`" + Figures.cell(row.step()) + "`");
    cells.add(row.phaseLabel().isEmpty() ? "-" : row.phaseLabel());
    cells.add(Long.toString(row.count()));
    cells.add(Figures.millis(row.p50Ms()));
    cells.add(Figures.millis(row.p95Ms()));
    cells.add(ceiling == null ? "-" : target(ceiling));
    cells.add(Figures.percent(ceiling == null ? null : ceiling.headroomPercent()));
    if (compared) {
      Comparison comparison = row.comparison();
      cells.add(Figures.millis(comparison == null ? null : comparison.baselineP95Ms()));
      cells.add(Figures.signedPercent(comparison == null ? null : comparison.deltaPercent()));
    }
    cells.add(Figures.cell(status(row)));
    return cells;
  }

  private static String target(Ceiling ceiling) {
    if (ceiling.minMegabytesPerSecond() != null) {
      return (ceiling.actual() == null ? "-" : Figures.limit(ceiling.actual()) + " of")
          + " ≥ "
          + Figures.limit(ceiling.minMegabytesPerSecond())
          + " MB/s";
    }
    String metric = ceiling.metric().equals("p95") ? "" : ceiling.metric() + " ";
    String kind = ceiling.maxMs() == null ? " (warn)" : "";
    return metric + "≤ " + Figures.limit(ceiling.targetMs()) + kind;
  }

  private static String status(StepRow row) {
    List<String> parts = new ArrayList<>();
    parts.add(row.status() == StepStatus.UNCHECKED ? "no target" : row.status().name());
    if (row.fewSamples() && row.count() > 0) {
      parts.add("few samples");
    }
    parts.addAll(row.notes());
    return String.join("; ", parts);
  }

  private void bullets(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      heading(title);
      lines.forEach(one -> line("* " + one.replaceAll("\\R", " ")));
    }
  }

  private void heading(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
