package dev.perfusion.gate.report;

import dev.perfusion.gate.check.Baseline;
import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.check.Verdict;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.json.RelativePaths;
import dev.perfusion.gate.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a check: a benchmark document, what it is compared with, and limits. A stored
 * verdict holds their hashes, so that it can be derived from them again.
 */
public final class CheckedFiles {
  private static final String BENCHMARK = "benchmark";
  private static final String BASELINE = "baseline";
  private static final String THRESHOLDS = "thresholds";

  private final Path result;
  private final Path baseline;
  private final Path thresholds;
  private final BenchmarkDocument document;
  private final Baseline recorded;
  private final Thresholds limits;
  private final Names stored;

  /** What the files are called in a verdict. */
  private record Names(String benchmark, String baseline, String thresholds) {}

  private CheckedFiles(
      Path result, Path baseline, Path thresholds, Thresholds limits, Names stored) {
    this.result = result;
    this.baseline = baseline;
    this.thresholds = thresholds;
    this.document = BenchmarkDocument.read(result);
    this.recorded =
        baseline == null
            ? null
            : new Baseline(baseline.toString(), BenchmarkDocument.read(baseline));
    this.limits = limits == null ? limits() : limits;
    this.stored = stored;
  }

  /**
   * Reads files.
   *
   * @param result benchmark document to judge
   * @param baseline benchmark document to compare it with; null without
   * @param thresholds limits; null for the shipped ones
   * @throws InputException one of them is unusable
   */
  public static CheckedFiles read(Path result, Path baseline, Path thresholds) {
    return new CheckedFiles(result, baseline, thresholds, null, null);
  }

  /**
   * Finds the files that a stored verdict was derived from: where it says, or beside it.
   *
   * @throws InputException one is not there, or is not the one that the verdict was derived from
   */
  public static CheckedFiles of(Path verdict) {
    JsonField root = JsonFiles.read(verdict);
    JsonField hashes = root.get("sha256");
    return new CheckedFiles(
        find(verdict, root, BENCHMARK),
        hashes.get(BASELINE).isPresent() ? find(verdict, root, BASELINE) : null,
        hashes.get(THRESHOLDS).isPresent() ? find(verdict, root, THRESHOLDS) : null,
        root.get("limits").isPresent() ? Thresholds.of(root.get("limits")) : null,
        new Names(
            root.get(BENCHMARK).text(),
            root.get(BASELINE).textOr(null),
            root.get(THRESHOLDS).textOr(null)));
  }

  private static Path find(Path verdict, JsonField root, String part) {
    JsonField name = root.get(part);
    String hash = root.get("sha256").get(part).text();
    Path recorded = verdict.toAbsolutePath().resolveSibling(name.text()).normalize();
    Path beside = verdict.toAbsolutePath().resolveSibling(recorded.getFileName());
    List<Path> found =
        List.of(recorded, beside).stream().distinct().filter(Files::isRegularFile).toList();
    for (Path file : found) {
      if (sha256(file).equals(hash)) {
        return file;
      }
    }
    throw name.problem(
        found.isEmpty()
            ? "there is no " + recorded
            : found.get(0) + " is not the file that the verdict was derived from, SHA-256 " + hash,
        "put that file there or beside the verdict");
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new InputException(file.toString(), "", "cannot be read: " + e, "check the file");
    }
  }

  /**
   * The targets of the plan hold for every scenario. The shipped list of required steps describes a
   * whole suite; with a baseline it is the baseline that says which steps must be there.
   */
  private Thresholds limits() {
    if (thresholds != null) {
      return Thresholds.read(thresholds);
    }
    Thresholds shipped = Thresholds.shipped(document.scenario()).orElseGet(Thresholds::targets);
    return baseline == null ? shipped : shipped.withoutRequired();
  }

  /** Judges; the result is called by this name. */
  public Verdict judge(String name) {
    return Gate.check(name, document, limits, recorded);
  }

  /** Writes the Markdown page. */
  public void writePage(Path page) {
    Names names = names(page);
    MarkdownReport.write(page, sources(names, page), judge(names.benchmark()));
  }

  /** The verdict as it stands in a file, which names the others as seen from its folder. */
  public VerdictDocument verdict(Path json) {
    Names names = names(json);
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(BENCHMARK, sha256(result));
    if (baseline != null) {
      hashes.put(BASELINE, sha256(baseline));
    }
    if (thresholds != null) {
      hashes.put(THRESHOLDS, sha256(thresholds));
    }
    return VerdictDocument.of(
        sources(names, json),
        judge(names.benchmark()),
        hashes,
        thresholds == null ? json(limits) : null);
  }

  private Names names(Path page) {
    return stored != null
        ? stored
        : new Names(
            RelativePaths.between(page, result),
            baseline == null ? null : RelativePaths.between(page, baseline),
            thresholds == null ? limits.name() : RelativePaths.between(page, thresholds));
  }

  private ReportSources sources(Names names, Path page) {
    return new ReportSources(
        names.benchmark(),
        document,
        names.baseline(),
        names.thresholds(),
        link -> RelativePaths.moved(link, result, page));
  }

  /** As a file of thresholds: the shipped ones may change, and a verdict must not. */
  private static ObjectNode json(Thresholds limits) {
    ObjectNode file = JsonFiles.mapper().createObjectNode();
    if (limits.scenario() != null) {
      file.put("scenario", limits.scenario());
    }
    if (limits.tolerancePercent() != null) {
      file.put("regressionTolerancePercent", limits.tolerancePercent());
    }
    file.set("rules", JsonFiles.mapper().valueToTree(limits.rules()));
    file.set("required", JsonFiles.mapper().valueToTree(limits.required()));
    return file;
  }
}
