package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.tool.LoadSimulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  /** Nobody calls any more: the memory is given back all the same. */
  @Test
  void simulationsLeaveAfterTheirTimeWithoutAnyCall() throws InterruptedException {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().sessionTtlSeconds(1).build())) {
      bridge.call(new LoadSimulation.Request("classpath:demo.pkml", "demo"));
      assertThat(bridge.sessions().size()).isEqualTo(1);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bridge.sessions().size() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(50);
      }
      assertThat(bridge.sessions().size()).isZero();
    }
  }
}
