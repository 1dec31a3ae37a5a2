package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.paired.RatioEstimate;
import java.util.Locale;

/** The certificate as Markdown. */
final class CertificatePage {
  private static final double HALF_OF_95 = 0.025;

  private CertificatePage() {}

  static String text(Certificate certificate, Suite suite, Evidence evidence) {
    StringBuilder page = new StringBuilder();
    JsonField about = evidence.about();
    add(page, "# How often the gate is wrong%n%n");
    add(
        page,
        "Measured by `perf-gate certify` on %s, %s processors, %s; suite `%s`, product `%s`.%n"
            + "The sides of a pair %s. Resampled rates follow from the pairs and the seed %d;"
            + " docs/perf-gate.md explains the method.%n%n",
        about.get("environment").get("cpuModel").textOr("an unknown processor"),
        about.get("environment").get("logicalCpus").node(),
        about.get("environment").get("jdk").textOr("an unknown JDK"),
        suite.name(),
        about.get("sha256").text().substring(0, 12),
        evidence.pairing().text(),
        Certificate.SEED);
    add(page, "| bar | measured | |%n|---|---|---|%n");
    certificate
        .bars()
        .forEach(
            bar ->
                add(
                    page,
                    "| %s | %s | %s |%n",
                    bar.what(),
                    bar.measured(),
                    bar.met() ? "met" : "**missed**"));
    Rates same = certificate.identical();
    add(page, "%n## Identical code%n%n");
    add(
        page,
        "%d pairs of the whole suite, %.0f s each. Resampled runs of the suite (whole pairs, drawn with"
            + " replacement, parts of the three processes by lot) use %.1f pairs on average.%n%n",
        certificate.identicalPairs(),
        certificate.secondsPerPair(),
        same.pairsPerRun());
    add(page, "| runs | FAIL | PASS | 95 %% interval covers |%n|---|---|---|---|%n");
    add(
        page,
        "| resampled | %s | %s | %s of the rows |%n",
        percent(same.fail()),
        percent(same.pass()),
        percent(same.coverage()));
    add(
        page,
        "| real, each pair used once | %s | %s | |%n",
        count(same.realFail(), same.realRuns()),
        count(same.realPass(), same.realRuns()));
    add(
        page,
        "%nAll identical pairs together, with the parts that the processes had. By lot the truth is a ratio of"
            + " exactly 1; a process that is slower for the part it has would show here:%n%n"
            + "| path | head against base | base against itself | spread of a pair |%n|---|---|---|---|%n");
    for (Certificate.PathSpread path : certificate.paths()) {
      add(
          page,
          "| %s | %s | %s | %.1f %% |%n",
          path.path(),
          ratio(path.head()),
          ratio(path.control()),
          100 * StrictMath.expm1(path.head().pairSpread()));
    }
    add(page, "%n## Injected slowdowns%n%n");
    add(
        page,
        "Busy work in one path; the rest of the suite comes from identical pairs. FAIL counts only when it"
            + " names the path. Resampled runs are shifted from the slowdown that was reached to the one that was"
            + " meant, because the rates are steep in the true ratio; real runs are not.%n%n");
    add(
        page,
        "| where | injected | p95 moved by | spread of a pair | pairs | FAIL | PASS | another path fails |"
            + " 95 %% interval covers | real runs: FAIL | real runs: PASS |%n"
            + "|---|---|---|---|---|---|---|---|---|---|---|%n");
    for (Certificate.SlowedRates s : certificate.slowed()) {
      Rates r = s.rates();
      add(
          page,
          "| %s `%s` | +%d %% | %+.1f %% (%+.1f to %+.1f) | %.1f %% | %d | %s | %s | %s | %s | %s | %s |%n",
          s.slowdown().name(),
          s.slowdown().path(),
          s.percent(),
          100 * (s.ratio().rate() - 1),
          100 * (s.ratio().low() - 1),
          100 * (s.ratio().high() - 1),
          s.spreadPercent(),
          s.pairs(),
          percent(r.fail()),
          percent(r.pass()),
          percent(r.wrong()),
          percent(r.coverage()),
          count(r.realFail(), r.realRuns()),
          count(r.realPass(), r.realRuns()));
    }
    add(
        page,
        "%nA slowdown of exactly the limit of 10 %% fails about half of the time, whatever the noise: the"
            + " measured ratio lies above or below the limit with equal chance. Intervals of resampled rates come"
            + " from redrawn pools of pairs, shifted anew (percentiles); those of real runs are exact"
            + " (Clopper-Pearson).%n");
    return page.toString();
  }

  private static String ratio(RatioEstimate estimate) {
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        estimate.ratio(),
        estimate.lower(HALF_OF_95),
        estimate.upper(HALF_OF_95));
  }

  private static String count(Interval rate, int runs) {
    return runs == 0
        ? "no run"
        : String.format(
            Locale.ROOT, "%d of %d: %s", Math.round(rate.rate() * runs), runs, percent(rate));
  }

  static String percent(Interval rate) {
    if (Double.isNaN(rate.rate())) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "%.1f %% (%.1f to %.1f)",
        100 * rate.rate(),
        100 * rate.low(),
        100 * rate.high());
  }

  private static void add(StringBuilder page, String pattern, Object... values) {
    page.append(String.format(Locale.ROOT, pattern.replace("%n", "\n"), values));
  }
}
