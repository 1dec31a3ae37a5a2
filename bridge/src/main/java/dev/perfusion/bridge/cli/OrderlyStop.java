package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a server: jobs first, so that callers can still ask for them meanwhile. */
final class OrderlyStop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);
  private static final double MS_PER_SECOND = 1e3;
  private static final int MOST_IDS = 20;

  private final BridgeServer server;
  private final Bridge bridge;

  OrderlyStop(BridgeServer server, Bridge bridge) {
    this.server = server;
    this.bridge = bridge;
  }

  @Override
  public void run() {
    double seconds = bridge.config().server().shutdownGraceSeconds();
    LOG.info("stopping; jobs have {} s to end", seconds);
    try {
      if (!bridge.drain(Duration.ofMillis(Math.round(seconds * MS_PER_SECOND)))) {
        boolean stored = bridge.config().state().database() != null;
        LOG.warn(
            "not all jobs have ended, the rest is {}: {}",
            stored ? "left to the next start" : "cancelled",
            left(bridge.jobs()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    bridge.close();
    LOG.info("stopped");
  }

  /** What has not ended: how many wait for what, and which jobs these are. */
  static String left(JobService jobs) {
    List<JobRecord> unfinished = jobs.unfinishedJobs();
    List<JobRecord> waiting =
        unfinished.stream().filter(job -> job.state() == JobState.QUEUED).toList();
    long again = waiting.stream().filter(job -> job.attempts() > 0).count();
    String ids =
        unfinished.stream().limit(MOST_IDS).map(JobRecord::jobId).collect(Collectors.joining(", "));
    return String.format(
        "%d running, %d waiting for a worker, %d waiting for another attempt (%s%s)",
        jobs.running(),
        waiting.size() - again,
        again,
        ids,
        unfinished.size() > MOST_IDS ? ", ..." : "");
  }
}
