package dev.perfusion.benchmarks.soak;

import dev.perfusion.benchmarks.compare.MarkdownTable;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a soak found.
 *
 * @param mostPerSecond visits per second by {@code closedUsers}, one after the other
 * @param perSecond visits per second of the long load
 * @param worstDelaySeconds how late a visit began at most
 * @param warmUp how many samples at the beginning do not count
 * @param idle the server when the users are gone and their simulations expired
 */
public record SoakResult(
    double minutes,
    int closedUsers,
    double mostPerSecond,
    double perSecond,
    long visits,
    long failed,
    List<String> errors,
    double worstDelaySeconds,
    int warmUp,
    List<Sample> samples,
    Sample idle) {
  private static final double FLAT = 0.05;
  private static final double SPARE = 3;
  private static final int SHOWN = 20;
  private static final double MB = 1024 * 1024;

  /** One thing that has to hold. */
  private record Verdict(String what, String found, boolean good) {}

  /** Nothing grows and nothing failed. */
  public boolean good() {
    return verdicts().stream().allMatch(Verdict::good);
  }

  private List<Verdict> verdicts() {
    Trend heap = trend(Sample::heapBytes);
    return List.of(
        new Verdict(
            "no visit failed", failed + " of " + (visits + failed) + " " + errors, failed == 0),
        new Verdict(
            "heap after a full collection flat within 5 %",
            text(
                "%.1f MB in the first quarter, %.1f MB in the last (%+.1f %%), line %+.1f %%",
                heap.first() / MB,
                heap.last() / MB,
                100 * heap.quarterShare(),
                100 * heap.slopeShare()),
            heap.flatWithin(FLAT)),
        steady("threads", Sample::threads),
        steady("file handles", Sample::files),
        steady("loaded simulations", Sample::simulations),
        new Verdict(
            "nothing left when the users are gone",
            text(
                "%.0f simulations, %.0f jobs under way, %.0f threads, %.0f file handles, %.1f MB heap",
                idle.simulations(),
                idle.jobs(),
                idle.threads(),
                idle.files(),
                idle.heapBytes() / MB),
            idle.simulations() == 0 && idle.jobs() == 0));
  }

  private Verdict steady(String what, ToDoubleFunction<Sample> figure) {
    Trend trend = trend(figure);
    return new Verdict(
        what + " do not grow",
        text(
            "%.1f in the first quarter, %.1f in the last, line %+.1f",
            trend.first(), trend.last(), trend.slope()),
        trend.growsAtMost(Math.max(SPARE, FLAT * trend.first())));
  }

  private Trend trend(ToDoubleFunction<Sample> figure) {
    return Trend.of(samples.stream().skip(warmUp).mapToDouble(figure).toArray());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * The report.
   *
   * @param stamp when and where
   */
  public String markdown(String stamp) {
    StringBuilder text = new StringBuilder("# A server under load for a long time\n\n");
    text.append("Written by `java -jar jmh-benchmarks/target/benchmarks.jar soak --minutes ");
    text.append(text("%.0f --rate-percent %.0f`.\n", minutes, 100 * perSecond / mostPerSecond));
    text.append(stamp).append("\n\n");
    text.append(
        text(
            "%d users, one visit after the other, made %.1f visits/s; the load is %.1f visits/s (open"
                + " loop, %d tool calls or more each, REST and MCP in turns, one connection a visit), of"
                + " which one began %.2f s late at most. At each sample the load pauses and the heap is"
                + " collected in full, twice. The first %d of %d samples do not count.\n\n",
            closedUsers,
            mostPerSecond,
            perSecond,
            Visit.CALLS,
            worstDelaySeconds,
            warmUp,
            samples.size()));
    text.append("Limits of the server, so small that they are reached during warm-up: `");
    text.append(new TreeMap<>(Soak.limits()).toString().replaceAll("[{}]", "").replace(", ", " "));
    text.append("`, `-Xmx1g`.\n\n");
    MarkdownTable verdicts = new MarkdownTable("", "found", "");
    for (Verdict verdict : verdicts()) {
      verdicts.row(verdict.what(), verdict.found(), verdict.good() ? "kept" : "**missed**");
    }
    text.append(verdicts).append('\n');
    MarkdownTable table =
        new MarkdownTable(
            "minute",
            "heap MB",
            "resident MB",
            "threads",
            "files",
            "simulations",
            "results",
            "jobs",
            "visits");
    int step = Math.max(1, samples.size() / SHOWN);
    for (int i = 0; i < samples.size(); i++) {
      if (i % step == 0 || i == samples.size() - 1) {
        row(table, samples.get(i));
      }
    }
    return text.append(table).toString();
  }

  private static void row(MarkdownTable table, Sample s) {
    table.row(
        text("%.1f", s.minute()),
        text("%.1f", s.heapBytes() / MB),
        text("%.0f", s.residentBytes() / MB),
        text("%.0f", s.threads()),
        text("%.0f", s.files()),
        text("%.0f", s.simulations()),
        text("%.0f", s.results()),
        text("%.0f", s.jobs()),
        s.visits());
  }
}
