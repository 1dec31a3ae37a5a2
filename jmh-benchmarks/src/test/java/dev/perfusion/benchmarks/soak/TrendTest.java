package dev.perfusion.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  @Test
  void aLineIsFoundWhateverTheNoise() {
    double[] samples =
        IntStream.range(0, 41).mapToDouble(i -> 100 + 0.5 * i + (i % 2 == 0 ? 3 : -3)).toArray();
    Trend trend = Trend.of(samples);
    assertThat(trend.slope()).isCloseTo(20, within(0.5));
    assertThat(trend.last() - trend.first()).isCloseTo(15.5, within(0.5));
    assertThat(trend.flatWithin(0.05)).isFalse();
    assertThat(trend.growsAtMost(3)).isFalse();
  }

  @Test
  void noiseAloneIsFlat() {
    double[] samples = IntStream.range(0, 40).mapToDouble(i -> 100 + 4 * Math.sin(i)).toArray();
    assertThat(Trend.of(samples).flatWithin(0.05)).isTrue();
  }

  /** A jump near the end: the quarters see it. */
  @Test
  void aLateJumpIsSeen() {
    double[] samples = IntStream.range(0, 40).mapToDouble(i -> i < 36 ? 100 : 120).toArray();
    assertThat(Trend.of(samples).flatWithin(0.05)).isFalse();
  }

  @Test
  void fewSamplesHaveNoTrend() {
    assertThatThrownBy(() -> Trend.of(new double[3])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void seriesAreSummedByTheBeginningOfTheirLines() throws IOException {
    String metrics =
        """
        # HELP jvm_memory_used_bytes x
        jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 0.0
        jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 1.5E7
        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7.0
        mcp_sessions 3.0
        mcp_sessions_size_bytes 400.0
        """;
    assertThat(ServerWatch.sum(metrics, "jvm_memory_used_bytes{area=\"heap\"")).isEqualTo(1.5e7);
    assertThat(ServerWatch.sum(metrics, "mcp_sessions ")).isEqualTo(3);
    assertThatThrownBy(() -> ServerWatch.sum(metrics, "mcp_jobs_queued "))
        .isInstanceOf(IOException.class);
  }
}
