package dev.perfusion.gate.certify;

import dev.perfusion.gate.culprit.Culprits;
import dev.perfusion.gate.culprit.MovedFrame;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How often the guilty method is found. */
final class CulpritReport {
  private static final int NAMED = 3;
  private static final int ENOUGH = 20;
  private static final double BAR = 0.9;

  private final List<CulpritTrial> trials;
  private final List<Integer> ranks;

  private CulpritReport(List<CulpritTrial> trials) {
    this.trials = trials;
    this.ranks = trials.stream().map(t -> t.culprits().rankOf(t.seeded().method())).toList();
  }

  static CulpritReport of(List<CulpritTrial> trials) {
    return new CulpritReport(trials);
  }

  private long within(int places) {
    return ranks.stream().filter(rank -> rank >= 1 && rank <= places).count();
  }

  private Interval rate(int places) {
    return Interval.exact(within(places), ranks.size());
  }

  private long classes() {
    return trials.stream().map(t -> t.seeded().method().replaceAll("#.*", "")).distinct().count();
  }

  boolean isEmpty() {
    return trials.isEmpty();
  }

  /** The promise and what was measured. */
  Certificate.Bar bar() {
    return new Certificate.Bar(
        "guilty method among the first three in at least 90 %",
        String.format(
            Locale.ROOT,
            "%d of %d in %d classes%s, %s",
            within(NAMED),
            ranks.size(),
            classes(),
            classes() < ENOUGH ? " (" + ENOUGH + " are needed)" : "",
            CertificatePage.percent(rate(NAMED))),
        rate(NAMED).rate() >= BAR);
  }

  int exitCode() {
    return classes() < ENOUGH ? 3 : bar().met() ? 0 : 1;
  }

  /** A page of its own. */
  String page() {
    return "# How often the culprit is named\n" + section();
  }

  /** When, of what and how: in a certificate the product may be another than that of the pairs. */
  private String measured() {
    if (trials.isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        ", %s to %s, product %s, samples by %s",
        trials.get(0).startedAt(),
        trials.get(trials.size() - 1).startedAt(),
        trials.stream()
            .map(trial -> String.format(Locale.ROOT, "`%.12s`", trial.product()))
            .distinct()
            .collect(Collectors.joining(", ")),
        trials.get(0).profile().engine());
  }

  /** The part that the certificate carries. */
  String section() {
    StringBuilder text = new StringBuilder();
    text.append("\nMeasured by `perf-gate culprit-trial`")
        .append(measured())
        .append("; docs/perf-gate.md explains the method.\n");
    text.append("\n| guilty method is | trials | rate, exact 95 % interval |\n|---|---|---|\n");
    for (int places : new int[] {1, NAMED, 10}) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d of %d | %s |\n",
              places == 1 ? "the first" : "among the first " + places,
              within(places),
              ranks.size(),
              CertificatePage.percent(rate(places))));
    }
    text.append(
        "\nEach trial adds busy work to one method, in per cent of the median latency of the path:"
            + " a loop that computes, or one that calls the JDK. The moved column is the CPU time per"
            + " call that the profiles charge to the method; the noise is its standard error.\n\n"
            + "| # | path | method | work | calls per operation | added | moved | place"
            + " | first named |\n|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < trials.size(); i++) {
      row(text, i);
    }
    return text.toString();
  }

  private void row(StringBuilder text, int i) {
    CulpritTrial trial = trials.get(i);
    Culprits culprits = trial.culprits();
    int rank = ranks.get(i);
    String moved = "";
    if (rank > 0) {
      MovedFrame frame = culprits.frames().get(rank - 1);
      moved =
          String.format(
              Locale.ROOT, "%+.1f ± %.1f us", frame.movedNanos() / 1e3, frame.noiseNanos() / 1e3);
    }
    String added =
        String.format(
            Locale.ROOT,
            "+%.0f %%, %.1f us",
            trial.percent(),
            trial.medianNanos() * trial.percent() / 1e5);
    text.append(
        String.format(
            Locale.ROOT,
            "| %d | %s | `%s` | %s | %.3g | %s | %s | %s | `%s` |\n",
            i + 1,
            trial.seeded().path(),
            trial.seeded().method().replace("dev.perfusion.", ""),
            trial.seeded().library() ? "library" : "loop",
            trial.callsPerOperation(),
            added,
            moved,
            rank == 0 ? "**none**" : rank > NAMED ? "**" + rank + "**" : String.valueOf(rank),
            culprits.frames().isEmpty()
                ? ""
                : culprits.frames().get(0).method().replace("dev/perfusion/", "")));
  }
}
