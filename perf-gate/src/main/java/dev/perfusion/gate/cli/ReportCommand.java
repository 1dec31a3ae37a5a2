package dev.perfusion.gate.cli;

import dev.perfusion.gate.check.Baseline;
import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.history.History;
import dev.perfusion.gate.history.StoredRun;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.RelativePaths;
import dev.perfusion.gate.report.ReportSources;
import dev.perfusion.gate.report.RunReport;
import dev.perfusion.gate.report.StorageUse;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The report of a run and of the history that led to it. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes a report of a run and of its history: PREFIX.md with pictures beside it, and"
            + " PREFIX.html, which needs nothing else. Judges nothing: 0 whatever the verdict, 2"
            + " unusable input.")
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--root",
      defaultValue = "${sys:perfusion.root:-.}",
      paramLabel = "DIR",
      description =
          "repository, of which the defaults below are folders (default: ${DEFAULT-VALUE})")
  private Path root;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "folder of benchmark documents (default: ROOT/var/benchmarks)")
  private Path historyFolder;

  @Option(
      names = "--result",
      paramLabel = "F",
      description = "benchmark document to report; default: the latest of the history")
  private Path result;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "without --result: the latest of this scenario")
  private String scenario;

  @Option(names = "--baseline", paramLabel = "F", description = "document to compare with")
  private Path baseline;

  @Option(
      names = "--thresholds",
      paramLabel = "F",
      description = "targets; without it those of the plan")
  private Path thresholds;

  @Option(
      names = "--out",
      paramLabel = "PREFIX",
      description = "files to write, without extension (default: ROOT/reports/perf/latest)")
  private Path out;

  @Override
  public Integer call() {
    Path folder = historyFolder == null ? root.resolve("var/benchmarks") : historyFolder;
    Path prefix = out == null ? root.resolve("reports/perf/latest") : out;
    History history = History.read(folder);
    Path file = result == null ? latest(folder, history) : result;
    Path page = prefix.resolveSibling(prefix.getFileName() + ".html");
    BenchmarkDocument document = BenchmarkDocument.read(file);
    StoredRun run = StoredRun.read(file);
    Thresholds limits = limits(document);
    Baseline recorded =
        baseline == null
            ? null
            : new Baseline(baseline.toString(), BenchmarkDocument.read(baseline));
    Verdict verdict = Gate.check(RelativePaths.between(page, file), document, limits, recorded);
    StorageUse storage = StorageUse.of(root);
    ReportSources sources =
        new ReportSources(
            RelativePaths.between(page, file),
            document,
            baseline == null ? null : RelativePaths.between(page, baseline),
            limits.name(),
            link -> RelativePaths.moved(link, file, page));
    new RunReport(
            sources,
            limits,
            verdict,
            run,
            history,
            history.seriesUpTo(run),
            storage,
            link -> Files.isRegularFile(file.toAbsolutePath().resolveSibling(link)))
        .write(prefix);
    print(prefix, verdict, storage);
    return 0;
  }

  private Path latest(Path folder, History history) {
    return history
        .latest(scenario)
        .map(run -> folder.resolve(run.file()))
        .orElseThrow(
            () ->
                new InputException(
                    folder.toString(),
                    "",
                    "has no benchmark document"
                        + (scenario == null ? "" : " of scenario " + scenario),
                    "measure first: ./bench run; or name a document with --result"));
  }

  /** With a baseline it is the baseline that says which steps must be there. */
  private Thresholds limits(BenchmarkDocument document) {
    if (thresholds != null) {
      return Thresholds.read(thresholds);
    }
    Thresholds limits = Thresholds.shipped(document.scenario()).orElseGet(Thresholds::targets);
    return baseline == null ? limits : limits.withoutRequired();
  }

  private void print(Path prefix, Verdict verdict, StorageUse storage) {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("Report   " + prefix + ".html, " + prefix + ".md (" + verdict.name() + ")");
    String parts =
        String.join(
            ", ",
            storage.bytes().entrySet().stream()
                .map(use -> use.getKey() + " " + megabytes(use.getValue()))
                .toList());
    stdout.println(
        "Storage  "
            + megabytes(storage.total())
            + " of "
            + megabytes(StorageUse.MOST)
            + (parts.isEmpty() ? "" : " (" + parts + ")"));
    stdout.flush();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
