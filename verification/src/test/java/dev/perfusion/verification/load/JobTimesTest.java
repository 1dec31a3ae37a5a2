package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.audit.JobTimes;
import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.gate.document.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Queue wait and execution out of the audit trail, beside those of the job records. */
class JobTimesTest {
  private static final int JOBS = 40;
  private static final double MS = 1;
  private static final int ATTEMPTS = 3;

  @TempDir private Path folder;

  /**
   * The two are read from two clocks, one after the other. What else the machine does in between
   * counts as a difference, so the best of some trails counts.
   */
  @Test
  void theTrailAgreesWithTheJobRecordsToAMillisecond() throws Exception {
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best > MS; attempt++) {
      best = Math.min(best, largestDifference(folder.resolve("trail" + attempt)));
    }
    assertThat(best).as("ms").isLessThanOrEqualTo(MS);
  }

  /** The largest difference of a trail with jobs of all kinds, called in process and over REST. */
  private double largestDifference(Path trail) throws Exception {
    Map<String, JobView> records = new HashMap<>();
    String failing;
    String population;
    BridgeConfig config =
        BridgeConfig.builder()
            .port(0)
            .auth(new AuthSettings(null, null, null, 900, null, 0, 0, false))
            .auditEnabled(true)
            .auditDirectory(trail)
            .populationDirectory(folder.resolve("populations"))
            .jobWorkerThreads(1)
            .build();
    try (Bridge bridge = Bridge.open(config);
        BridgeServer server = BridgeServer.start(bridge);
        ToolPath rest = ToolPaths.connect(Transport.REST, Endpoint.ofLoopback(server.port()))) {
      bridge.call(new LoadSimulation.Request("demo", "demo"));
      rest.load("demo", "broken");
      // A body without volume cannot be simulated.
      rest.setValue("broken", "Organism|Liver|Volume", 0);
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        jobs.add(bridge.call(RunSimulation.Request.of("demo")).jobId());
      }
      jobs.add(rest.submit("demo"));
      population = rest.submitPopulation("demo", workload());
      jobs.add(population);
      // Has to wait for the population.
      failing = rest.submit("broken");
      jobs.add(failing);
      for (String job : jobs) {
        JobView status = rest.job(job);
        while (!status.ended()) {
          Thread.sleep(2);
          status = rest.job(job);
        }
        assertThat(status.succeeded()).as(status.status()).isEqualTo(!job.equals(failing));
        records.put(job, status);
      }
      assertThat(records.get(failing).status()).isEqualTo("failed");
    }

    JobTimes times = JobTimes.of(trail);
    assertThat(times.byJob().keySet()).isEqualTo(records.keySet());
    double difference = 0;
    for (JobView record : records.values()) {
      JobTimes.Times own = times.byJob().get(record.jobId());
      assertThat(own.status()).isEqualTo(record.status());
      assertThat(own.executionMs()).isPositive();
      difference = Math.max(difference, Math.abs(own.queueWaitMs() - record.queueWaitMs()));
      difference = Math.max(difference, Math.abs(own.executionMs() - record.executionMs()));
    }
    // Else nothing would have been compared but zeros.
    assertThat(times.byJob().get(failing).queueWaitMs()).isGreaterThan(5 * MS);
    assertThat(times.byJob().get(population).executionMs()).isGreaterThan(5 * MS);
    assertThat(times.markdown())
        .contains(
            "simulation succeeded | " + (JOBS + 1) + " |",
            "simulation failed | 1 |",
            "population succeeded | 1 |");
    return difference;
  }

  private static ObjectNode workload() {
    return (ObjectNode)
        JsonMapper.shared()
            .readTree(
                """
                {"cohort": {"size": 400, "seed": 5},
                 "parameters": [{"path": "Organism|Weight", "level": "subject",
                   "distribution": "uniform", "min": 50, "max": 90}]}
                """);
  }
}
