package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.benchmarks.audit.JobTimes;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queue wait and execution out of the audit trail, beside those of the job records. */
class JobTimesTest {
  private static final int JOBS = 40;
  private static final double MS = 1;

  @TempDir private Path folder;

  @Test
  void theTrailAgreesWithTheJobRecordsToAMillisecond() throws Exception {
    List<GetJobStatus.Response> records = new ArrayList<>();
    BridgeConfig config =
        BridgeConfig.builder()
            .auditEnabled(true)
            .auditDirectory(folder.resolve("trail"))
            .jobWorkerThreads(1)
            .build();
    try (Bridge bridge = Bridge.open(config)) {
      bridge.call(new LoadSimulation.Request("demo", "demo"));
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        // One worker: all but the first have to wait.
        jobs.add(bridge.call(RunSimulation.Request.of("demo")).jobId());
      }
      for (String job : jobs) {
        GetJobStatus.Response status = bridge.call(new GetJobStatus.Request(job));
        while (!status.status().equals("succeeded")) {
          Thread.sleep(2);
          status = bridge.call(new GetJobStatus.Request(job));
        }
        records.add(status);
      }
    }

    JobTimes trail = JobTimes.of(folder.resolve("trail"));
    Map<String, JobTimes.Times> times = trail.byJob();
    assertThat(times).hasSize(JOBS);
    double longestWait = 0;
    for (GetJobStatus.Response record : records) {
      JobTimes.Times own = times.get(record.jobId());
      assertThat(own.status()).isEqualTo("succeeded");
      assertThat(own.queueWaitMs()).isCloseTo(record.queueWaitMs(), within(MS));
      assertThat(own.executionMs()).isCloseTo(record.executionMs(), within(MS));
      assertThat(own.executionMs()).isPositive();
      longestWait = Math.max(longestWait, own.queueWaitMs());
    }
    // Else nothing would have been compared but zeros.
    assertThat(longestWait).isGreaterThan(5 * MS);
    assertThat(trail.markdown()).contains("simulation succeeded | " + JOBS + " |");
  }
}
