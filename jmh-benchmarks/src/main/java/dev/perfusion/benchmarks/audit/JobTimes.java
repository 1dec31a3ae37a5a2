package dev.perfusion.benchmarks.audit;

import dev.perfusion.benchmarks.compare.MarkdownTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queue wait and execution of jobs, computed from the points in time that the events of an audit
 * trail carry: submitted, started, finished. The durations that the bridge measured with its own
 * clock are not used, so the two can be held against each other.
 */
public final class JobTimes {
  private static final double NANOS_PER_MS = 1e6;
  private static final String EVENT = "job.";

  private final Map<String, Times> byJob;
  private final int damaged;

  private JobTimes(Map<String, Times> byJob, int damaged) {
    this.byJob = byJob;
    this.damaged = damaged;
  }

  /**
   * Times of a job that has ended.
   *
   * @param type such as {@code simulation}
   * @param status such as {@code succeeded}
   * @param queueWaitMs from the submission to the start of work
   * @param executionMs from the start of work to the end, retries included
   */
  public record Times(String type, String status, double queueWaitMs, double executionMs) {}

  /**
   * Reads all files of a trail.
   *
   * @throws IOException there is no such folder, or a file cannot be read
   */
  public static JobTimes of(Path trail) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(trail)) {
      files = found.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
    Map<String, Times> byJob = new LinkedHashMap<>();
    int damaged = 0;
    for (Path file : files) {
      // Line by line: the trail of a busy server is larger than memory.
      // What is no UTF-8, such as half a letter before a crash, is replaced and no event.
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          damaged += take(line, byJob) ? 0 : 1;
        }
      }
    }
    return new JobTimes(byJob, damaged);
  }

  /** Whether a line is an event. */
  private static boolean take(String line, Map<String, Times> byJob) {
    try {
      JsonNode event = JsonMapper.shared().readTree(line);
      if (event.path("eventType").asString("").startsWith(EVENT)) {
        take(event.path("job"), byJob);
      }
      return true;
    } catch (JacksonException | DateTimeException e) {
      // A crash leaves half a line; audit verify is there to judge it.
      return false;
    }
  }

  private static void take(JsonNode job, Map<String, Times> byJob) {
    // A job that was cancelled while it waited has never started.
    if (job.path("finishedAt").isString() && job.path("startedAt").isString()) {
      Instant submitted = Instant.parse(job.path("submittedAt").stringValue());
      Instant started = Instant.parse(job.path("startedAt").stringValue());
      Instant finished = Instant.parse(job.path("finishedAt").stringValue());
      byJob.put(
          job.path("jobId").stringValue(),
          new Times(
              job.path("jobType").stringValue(),
              job.path("status").stringValue(),
              milliseconds(submitted, started),
              milliseconds(started, finished)));
    }
  }

  private static double milliseconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / NANOS_PER_MS;
  }

  /** Ended jobs by id, oldest first. */
  public Map<String, Times> byJob() {
    return Map.copyOf(byJob);
  }

  /** Table by type of job and how it ended. */
  public String markdown() {
    Map<String, List<Times>> groups = new TreeMap<>();
    byJob
        .values()
        .forEach(
            t ->
                groups.computeIfAbsent(t.type() + " " + t.status(), g -> new ArrayList<>()).add(t));
    MarkdownTable table =
        new MarkdownTable(
            "jobs",
            "n",
            "queue wait p50 ms",
            "p95 ms",
            "max ms",
            "execution p50 ms",
            "p95 ms",
            "max ms",
            "share of waiting");
    groups.forEach(
        (name, times) -> {
          double[] wait = sorted(times, Times::queueWaitMs);
          double[] work = sorted(times, Times::executionMs);
          double waited = Arrays.stream(wait).sum();
          table.row(
              name,
              times.size(),
              at(wait, 0.5),
              at(wait, 0.95),
              at(wait, 1),
              at(work, 0.5),
              at(work, 0.95),
              at(work, 1),
              String.format(
                  Locale.ROOT, "%.1f %%", 100 * waited / (waited + Arrays.stream(work).sum())));
        });
    return table + (damaged == 0 ? "" : "\n" + damaged + " lines are no events.\n");
  }

  private static double[] sorted(List<Times> times, ToDoubleFunction<Times> value) {
    return times.stream().mapToDouble(value).sorted().toArray();
  }

  /** Nearest rank. */
  private static String at(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return String.format(Locale.ROOT, "%.3f", sorted[Math.max(1, rank) - 1]);
  }
}
