package dev.perfusion.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PopulationLoopTest {
  @Test
  void individualsLieBetweenTheGivenOnesAndAreTheSameEachTime() {
    List<Map<String, Double>> given =
        List.of(Map.of("Weight", 60.0, "Height", 16.0), Map.of("Weight", 90.0, "Height", 19.0));

    List<Map<String, Double>> made = PopulationLoop.individuals(given, 50);

    assertThat(made).hasSize(50).isEqualTo(PopulationLoop.individuals(given, 50));
    assertThat(made.subList(0, 2)).isEqualTo(given);
    assertThat(made.stream().distinct().count()).isGreaterThan(20);
    for (Map<String, Double> individual : made) {
      double share = (individual.get("Weight") - 60) / 30;
      assertThat(share).isBetween(0.0, 1.0);
      assertThat(individual.get("Height")).isBetween(15.999999 + 3 * share, 16.000001 + 3 * share);
    }
  }
}
