package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  /** Nobody calls any more: the memory is given back all the same. */
  @Test
  void simulationsLeaveAfterTheirTimeWithoutAnyCall() throws InterruptedException {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().sessionTtlSeconds(3).build())) {
      bridge.call(new LoadSimulation.Request("classpath:demo.pkml", "demo"));
      assertThat(bridge.sessions().size()).isEqualTo(1);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bridge.sessions().size() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(50);
      }
      assertThat(bridge.sessions().size()).isZero();
    }
  }

  @Test
  void jobsAndResultsLeaveAfterTheirTimeWithoutAnyCall(@TempDir Path folder)
      throws InterruptedException {
    BridgeConfig config =
        BridgeConfig.builder().stateFile(folder.resolve("jobs.db")).jobRetentionSeconds(3).build();
    String id;
    try (Bridge bridge = Bridge.open(config)) {
      bridge.call(new LoadSimulation.Request("classpath:demo.pkml", "demo"));
      id = bridge.call(RunSimulation.Request.andWait("demo")).resultsId();
      assertThat(bridge.results().find(id)).isPresent();
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bridge.results().find(id).isPresent() && System.nanoTime() - end < 0) {
        Thread.sleep(50);
      }
      assertThat(bridge.results().find(id)).isEmpty();
    }
    try (Bridge again = Bridge.open(config)) {
      assertThat(again.results().find(id)).isEmpty();
    }
  }
}
