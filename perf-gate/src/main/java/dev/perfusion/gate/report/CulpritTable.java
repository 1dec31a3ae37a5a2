package dev.perfusion.gate.report;

import dev.perfusion.gate.compare.ComparisonDocument;
import dev.perfusion.gate.culprit.Culprits;
import dev.perfusion.gate.culprit.FlameGraphs;
import dev.perfusion.gate.culprit.MovedFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The methods that became slower, for people. */
public final class CulpritTable {
  private static final int NAMED = 3;
  private static final double NANOS_PER_MICRO = 1e3;

  private CulpritTable() {}

  /** A few lines for the console: each path and its first suspects. */
  public static List<String> lines(List<Culprits> all) {
    List<String> lines = new ArrayList<>();
    for (Culprits culprits : all) {
      lines.add(culprits.path() + ": " + total(culprits) + " of CPU time per call; most in");
      for (MovedFrame frame :
          culprits.frames().subList(0, Math.min(NAMED, culprits.frames().size()))) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %+.2f us (± %.2f) %s%s",
                frame.movedNanos() / NANOS_PER_MICRO,
                frame.noiseNanos() / NANOS_PER_MICRO,
                frame.method(),
                frame.clear() ? "" : ", may be noise"));
      }
    }
    return lines;
  }

  static void append(StringBuilder page, ComparisonDocument document) {
    if (document.unprofiled() != null) {
      page.append("\nNo profile could be taken: ")
          .append(document.unprofiled().replace("\n", " "))
          .append('\n');
    }
    for (Culprits culprits : document.culprits()) {
      page.append(table(culprits));
    }
  }

  private static String table(Culprits culprits) {
    StringBuilder table = new StringBuilder();
    table
        .append("\n## Where ")
        .append(culprits.path())
        .append(" spends it\n\nCPU time per call: ")
        .append(total(culprits))
        .append(
            String.format(
                Locale.ROOT,
                ", %d and %d samples (%s). [Differential flame graph](profile/%s), [base](profile/%s),"
                    + " [head](profile/%s).%n%n",
                culprits.baseSamples(),
                culprits.headSamples(),
                culprits.engine(),
                FlameGraphs.name(culprits.path(), "diff"),
                FlameGraphs.name(culprits.path(), "base"),
                FlameGraphs.name(culprits.path(), "head")))
        .append("| method | us per call, libraries included | moved by | self | inclusive |\n")
        .append("|---|---|---|---|---|\n");
    for (MovedFrame f : culprits.frames()) {
      table.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %.2f to %.2f | %+.2f ± %.2f | %.1f to %.1f %% | %.1f to %.1f %% |%n",
              f.method(),
              f.baseNanos() / NANOS_PER_MICRO,
              f.headNanos() / NANOS_PER_MICRO,
              f.movedNanos() / NANOS_PER_MICRO,
              f.noiseNanos() / NANOS_PER_MICRO,
              f.baseSelfPercent(),
              f.headSelfPercent(),
              f.baseInclusivePercent(),
              f.headInclusivePercent()));
    }
    return table.toString().replace(System.lineSeparator(), "\n");
  }

  private static String total(Culprits culprits) {
    return String.format(
        Locale.ROOT,
        "%.1f to %.1f us",
        culprits.baseNanos() / NANOS_PER_MICRO,
        culprits.headNanos() / NANOS_PER_MICRO);
  }
}
