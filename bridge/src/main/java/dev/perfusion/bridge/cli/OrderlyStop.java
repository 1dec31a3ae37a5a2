package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.http.BridgeServer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a server: jobs first, so that callers can still ask for them meanwhile. */
final class OrderlyStop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);
  private static final double MS_PER_SECOND = 1e3;

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
        LOG.warn(
            "{} running and {} waiting jobs are stopped",
            bridge.jobs().running(),
            bridge.jobs().queued());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    bridge.close();
    LOG.info("stopped");
  }
}
