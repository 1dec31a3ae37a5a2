package dev.perfusion.gate.compare;

import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.paired.PairPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a paired comparison measures, and how it is judged.
 *
 * @param name of the suite
 * @param mainClass program that measures, see {@link Probe}
 * @param jvmArgs of each process
 * @param warmupMillis per path, before anything is measured
 * @param leadInMillis how long a path is called before each burst without being measured
 * @param burstMillis length of a burst
 * @param blocks per pair; each side has two bursts of each path in a block, in a duet four
 * @param coresPerSide cores that a side needs in a duet: for client, server and collector
 * @param paths keys {@code tool/transport/phase/concurrency[/model]}
 * @param slowdowns busy work that {@code certify} injects
 * @param budgetSeconds wall time of a whole comparison; no pair is begun that would not end in it
 * @param plan looks and errors
 * @param profiling how the culprit of a regression is looked for
 * @param source the file as it was read
 */
public record Suite(
    String name,
    String mainClass,
    List<String> jvmArgs,
    long warmupMillis,
    long leadInMillis,
    long burstMillis,
    int blocks,
    int coresPerSide,
    List<String> paths,
    List<Slowdown> slowdowns,
    long budgetSeconds,
    PairPlan plan,
    Profiling profiling,
    ObjectNode source) {
  private static final int CORES = 2;

  /**
   * How both sides of a path are profiled.
   *
   * @param millis length of a burst
   * @param blocks each side has two bursts in a block
   * @param ownCode packages of the product; empty: everything outside the JDK
   */
  public record Profiling(long millis, int blocks, List<String> ownCode) {
    private static final long MILLIS = 600;
    private static final int BLOCKS = 4;

    static Profiling read(JsonField field) {
      return field.isPresent()
          ? new Profiling(
              field.get("millis").wholeNumberOr(MILLIS, 1),
              (int) field.get("blocks").wholeNumberOr(BLOCKS, 1),
              field.get("ownCode").itemsOrNone().stream().map(JsonField::text).toList())
          : new Profiling(MILLIS, BLOCKS, List.of());
    }
  }

  /**
   * A place to add busy work to one tool path.
   *
   * @param name what bounds the path
   * @param path key
   * @param method {@code binary class name#method} of the product
   */
  public record Slowdown(String name, String path, String method) {
    static Slowdown read(JsonField field) {
      return new Slowdown(
          field.get("name").text(), field.get("path").text(), field.get("method").text());
    }
  }

  /** The suite of a file; the shipped gate suite when it is null. */
  public static Suite read(Path file) {
    if (file != null) {
      return of(JsonFiles.read(file));
    }
    try (InputStream stream =
        Suite.class.getResourceAsStream("/dev/perfusion/gate/suites/gate.json")) {
      return of(JsonFiles.read("shipped suite gate.json", stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a suite; errors name the field. */
  public static Suite of(JsonField root) {
    List<String> paths =
        root.get("paths").items().stream().map(p -> StepKey.read(p).toString()).toList();
    if (paths.isEmpty()) {
      throw root.get("paths").problem("are none", "name what to measure");
    }
    if (Set.copyOf(paths).size() < paths.size()) {
      throw root.get("paths").problem("hold one twice", "name each path once");
    }
    return new Suite(
        root.get("name").text(),
        root.get("mainClass").text(),
        root.get("jvmArgs").itemsOrNone().stream().map(JsonField::text).toList(),
        root.get("warmupMillis").wholeNumber(0),
        root.get("leadInMillis").wholeNumberOr(0, 0),
        root.get("burstMillis").wholeNumber(1),
        (int) root.get("blocks").wholeNumber(1),
        (int) root.get("coresPerSide").wholeNumberOr(CORES, 1),
        paths,
        root.get("slowdowns").itemsOrNone().stream().map(Slowdown::read).toList(),
        root.get("budgetSeconds").wholeNumber(1),
        PairPlan.read(root.get("plan")),
        Profiling.read(root.get("profile")),
        root.object());
  }

  /** The same suite with some of its paths. */
  public Suite only(List<String> some) {
    return new Suite(
        name,
        mainClass,
        jvmArgs,
        warmupMillis,
        leadInMillis,
        burstMillis,
        blocks,
        coresPerSide,
        some,
        slowdowns,
        budgetSeconds,
        plan,
        profiling,
        source);
  }
}
