package dev.perfusion.gate.report;

import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.FlameGraph;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.history.History;
import dev.perfusion.gate.history.Series;
import dev.perfusion.gate.history.StoredRun;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The report of a run: what was measured, how it compares with its targets, and how it got there
 * over the history.
 *
 * @param sources the run and the names of what it was judged by
 * @param limits the targets; null without
 * @param verdict the judgement
 * @param run the run as a point of the history
 * @param history all stored runs
 * @param series the series that end with the run
 * @param storage what the repository's data take
 * @param present whether the file of a link in the document is still there
 */
public record RunReport(
    ReportSources sources,
    Thresholds limits,
    Verdict verdict,
    StoredRun run,
    History history,
    List<Series> series,
    StorageUse storage,
    Predicate<String> present) {

  /**
   * Writes {@code PREFIX.md}, {@code PREFIX.html} and the pictures of the former, {@code
   * PREFIX-latency.svg} and {@code PREFIX-trend.svg}.
   *
   * @param prefix the files without their extensions
   */
  public void write(Path prefix) {
    Map<String, String> pictures = ReportPage.pictures(this);
    String name = prefix.getFileName().toString();
    for (String picture : List.of("latency", "trend")) {
      Path file = prefix.resolveSibling(name + "-" + picture + ".svg");
      if (pictures.containsKey(picture)) {
        JsonFiles.writeText(file, pictures.get(picture));
      } else {
        delete(file);
      }
    }
    JsonFiles.writeText(prefix.resolveSibling(name + ".md"), ReportPage.of(this, name));
    JsonFiles.writeText(prefix.resolveSibling(name + ".html"), HtmlReport.of(this));
  }

  /** A picture of an earlier run would be taken for one of this run. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputException(file.toString(), "", "cannot be deleted: " + e, "delete it by hand");
    }
  }

  BenchmarkDocument document() {
    return sources.result();
  }

  /** The steps: those of one tool together, cold before warm, in process before HTTP. */
  Map<String, Step> steps() {
    Map<String, Step> ordered = new LinkedHashMap<>();
    Map<String, Step> byTool = new TreeMap<>(document().steps());
    byTool.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Step>, String>comparing(e -> e.getValue().key().tool())
                .thenComparing(e -> e.getValue().key().phase())
                .thenComparing(e -> e.getValue().key().transport())
                .thenComparing(e -> e.getValue().key().concurrency())
                .thenComparing(Map.Entry::getKey))
        .forEach(e -> ordered.put(e.getKey(), e.getValue()));
    return ordered;
  }

  List<TargetRow> targets() {
    return TargetRow.of(limits, document().steps(), verdict.evidence().rows());
  }

  /** The series of a step by the name of the metric. */
  Series series(String step, String metric) {
    return series.stream()
        .filter(one -> one.step().equals(step) && one.metric().name().equals(metric))
        .findFirst()
        .orElse(null);
  }

  /**
   * A change of a series.
   *
   * @param series the series
   * @param change where in it
   * @param since the first run after it
   */
  record Changed(Series series, Series.Change change, StoredRun since) {}

  /** The changes of all series, the latest first, then the largest. */
  List<Changed> changes() {
    return series.stream()
        .flatMap(
            one ->
                one.changes().stream()
                    .map(change -> new Changed(one, change, one.runs().get(change.at()))))
        .sorted(
            Comparator.<Changed, String>comparing(changed -> changed.since().timestamp())
                .reversed()
                .thenComparing(changed -> -Math.abs(changed.change().percent())))
        .toList();
  }

  /** The flame graphs of a step. */
  List<FlameGraph> flameGraphs(String step) {
    return document().flameGraphs().stream().filter(graph -> graph.step().equals(step)).toList();
  }
}
