package dev.perfusion.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobControl;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobRequest;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.SimulationStoppedException;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a server that stops says of the jobs that have not ended. */
class OrderlyStopTest {
  /** Does something until it is told to stop. */
  private static JobTask task(Runnable step) {
    return new JobTask() {
      @Override
      public StoredResult run(String resultsId, JobControl control) {
        while (control.proceed(0, 1)) {
          step.run();
        }
        throw new SimulationStoppedException(0);
      }

      @Override
      public JsonNode description() {
        return Json.mapper().createObjectNode();
      }
    };
  }

  private static String submit(JobService jobs, Runnable step) {
    JobRequest request =
        new JobRequest(
            JobRequest.SIMULATION,
            "s",
            Optional.empty(),
            Optional.empty(),
            Optional.of(1),
            Optional.empty(),
            "");
    return jobs.submit(request, () -> task(step)).jobId();
  }

  private static void until(JobService jobs, String jobId, Predicate<JobRecord> condition)
      throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.test(jobs.get(jobId))) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.sleep(1);
    }
  }

  @Test
  void jobsThatWaitForAnotherAttemptAreNamedToo() throws InterruptedException {
    BridgeConfig config =
        BridgeConfig.builder().jobWorkerThreads(1).jobRetryDelayMs(60_000).build();
    try (Bridge bridge = Bridge.open(config)) {
      JobService jobs = bridge.jobs();
      assertThat(OrderlyStop.left(jobs))
          .isEqualTo("0 running, 0 waiting for a worker, 0 waiting for another attempt ()");

      String failing =
          submit(
              jobs,
              () -> {
                throw new BridgeException(ErrorCode.INTEROP_ERROR, "gone");
              });
      until(jobs, failing, job -> job.attempts() == 1 && job.state() == JobState.QUEUED);
      String running = submit(jobs, Thread::onSpinWait);
      until(jobs, running, job -> job.state() == JobState.RUNNING);
      String waiting = submit(jobs, Thread::onSpinWait);

      assertThat(OrderlyStop.left(jobs))
          .isEqualTo(
              "1 running, 1 waiting for a worker, 1 waiting for another attempt (%s, %s, %s)"
                  .formatted(failing, running, waiting));
    }
  }
}
