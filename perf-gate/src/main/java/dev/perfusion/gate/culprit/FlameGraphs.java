package dev.perfusion.gate.culprit;

import dev.perfusion.gate.json.JsonFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import one.convert.Arguments;
import one.convert.FlameGraph;

/**
 * Flame graphs of a profile: self-contained HTML pages. Widths are CPU time per call, not samples,
 * so that base and head have one scale.
 */
public final class FlameGraphs {
  private static final double PRECISE_BELOW_NANOS = 1e5;

  private FlameGraphs() {}

  /**
   * Writes {@code NAME.base.html}, {@code NAME.head.html} and {@code NAME.diff.html}: the head, red
   * where it takes more than the base and blue where it takes less.
   *
   * @return the differential one
   */
  public static Path write(PathProfile profile, Path folder) {
    boolean fine = perCall(profile.of("head")) < PRECISE_BELOW_NANOS;
    String base = collapsed(profile.of("base"), fine ? 1e3 : 1);
    String head = collapsed(profile.of("head"), fine ? 1e3 : 1);
    String unit = ": " + (fine ? "ps" : "ns") + " of CPU time per call";
    String path = profile.path();
    page(folder.resolve(name(path, "base")), path + ", base" + unit, base, null);
    page(folder.resolve(name(path, "head")), path + ", head" + unit, head, null);
    Path diff = folder.resolve(name(path, "diff"));
    page(diff, path + ", head against base" + unit, head, base);
    return diff;
  }

  /** File name of a flame graph: {@code base}, {@code head} or {@code diff} of a path. */
  public static String name(String path, String which) {
    return path.replace('/', '-') + "." + which + ".html";
  }

  /** Deletes the flame graphs of a folder, and nothing else; none when there is no such folder. */
  public static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches(".*\\.(base|head|diff)\\.html")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void page(Path file, String title, String stacks, String before) {
    try {
      // The page takes both as they are: a path or a frame of somebody's document is no markup.
      String text = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      Arguments arguments = new Arguments("--title", text);
      FlameGraph graph = new FlameGraph(arguments);
      graph.parseCollapsed(new StringReader(stacks.replace("</", "< /")));
      if (before != null) {
        FlameGraph base = new FlameGraph(arguments);
        base.parseCollapsed(new StringReader(before.replace("</", "< /")));
        graph.diff(base);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      graph.dump(bytes);
      JsonFiles.writeText(file, bytes.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double perCall(List<ProfileBurst> bursts) {
    return bursts.stream()
        .mapToDouble(b -> b.cpuNanos() / (double) b.operations())
        .average()
        .orElse(0);
  }

  /** Mean CPU time per call of each stack over the bursts; whole ns, or ps for short calls. */
  private static String collapsed(List<ProfileBurst> bursts, double scale) {
    Map<String, Double> nanos = new TreeMap<>();
    for (ProfileBurst burst : bursts) {
      Stacks stacks = Stacks.decode(burst.stacks());
      double each =
          burst.cpuNanos()
              / (double) burst.operations()
              / Math.max(1, stacks.samples())
              / bursts.size();
      stacks.counts().forEach((stack, n) -> nanos.merge(stack, n * each, Double::sum));
    }
    StringBuilder text = new StringBuilder();
    nanos.forEach(
        (stack, n) -> text.append(String.format(Locale.ROOT, "%s %.0f%n", stack, n * scale)));
    return text.toString().replace("\r\n", "\n");
  }
}
