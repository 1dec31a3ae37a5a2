package dev.perfusion.benchmarks.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trail of a server that was killed, or that somebody has written in. */
class DamagedTrailTest {
  private static final String EVENT =
      """
      {"eventType": "job.finished", "job": {"jobId": "%s", "jobType": "simulation",
       "status": "succeeded", "submittedAt": "2026-01-31T12:00:00Z",
       "startedAt": "2026-01-31T12:00:00.250Z", "finishedAt": "%s"}}
      """;

  @TempDir private Path folder;

  private static byte[] line(String job, String finished) {
    return (EVENT.formatted(job, finished).replace("\n", "") + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void linesThatAreNoEventsAreCountedAndTheOthersAreRead() throws IOException {
    ByteArrayOutputStream trail = new ByteArrayOutputStream();
    trail.write(line("first", "2026-01-31T12:00:01Z"));
    trail.write(line("other", "yesterday"));
    trail.write("{\"eventType\": \"job.finished\"\n".getBytes(StandardCharsets.UTF_8));
    trail.write(line("last", "2026-01-31T12:00:02Z"));
    // A letter of two bytes, of which the crash has left one.
    trail.write(new byte[] {'{', '"', (byte) 0xc3});
    Files.write(folder.resolve("31.jsonl"), trail.toByteArray());

    JobTimes times = JobTimes.of(folder);

    assertThat(times.byJob()).containsOnlyKeys("first", "last");
    assertThat(times.byJob().get("first"))
        .isEqualTo(new JobTimes.Times("simulation", "succeeded", 250, 750));
    assertThat(times.markdown()).contains("3 lines are no events.");
  }
}
