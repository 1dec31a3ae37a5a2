package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancelSignalTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void oneThatFailsKeepsNoOtherFromBeingTold() {
    CancelSignal signal = new CancelSignal();
    signal.onRequest(
        () -> {
          told.add("first");
          throw new IllegalStateException("on purpose");
        });
    signal.onRequest(
        () -> {
          told.add("second");
          throw new AssertionError("on purpose");
        });
    Runnable forget = signal.onRequest(() -> told.add("taken back"));
    signal.onRequest(() -> told.add("last"));
    forget.run();
    signal.request();
    assertThat(signal.requested()).isTrue();
    assertThat(told).containsExactly("first", "second", "last");
    signal.request();
    assertThat(told).as("told once").hasSize(3);
    signal.onRequest(() -> told.add("late"));
    assertThat(told).endsWith("late");
  }
}
