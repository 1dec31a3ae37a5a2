package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecimationTest {
  @Test
  void fewPointsAreLeftAlone() {
    assertThat(Decimation.keep(new double[] {3, 1, 2}, 3)).containsExactly(0, 1, 2);
  }

  @Test
  void endsAndPeaksStay() {
    double[] values = IntStream.range(0, 1000).mapToDouble(i -> Math.sin(i / 50.0)).toArray();
    values[777] = 9;
    values[333] = -9;
    int[] kept = Decimation.keep(values, 20);
    assertThat(kept.length).isLessThanOrEqualTo(20);
    assertThat(kept).contains(0, 333, 777, 999).isSorted();
  }

  @Test
  void twoPointsAreTheEnds() {
    assertThat(Decimation.keep(new double[] {1, 5, 2, 4}, 2)).containsExactly(0, 3);
  }
}
