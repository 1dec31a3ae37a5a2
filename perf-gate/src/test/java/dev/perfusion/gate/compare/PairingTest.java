package dev.perfusion.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.json.JsonFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingTest {
  private static final Pairing DUET = Pairing.duet("0,1", "2,3");
  private static final List<Integer> THREE = List.of(0, 1, 2);
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String WRITE = "set_parameter_value/mcp/warm/1";

  @Test
  void oneAtATimeGoesThereAndBack() {
    assertThat(Pairing.alternate().turns(THREE))
        .containsExactly(List.of(0), List.of(1), List.of(2), List.of(2), List.of(1), List.of(0));
  }

  @Test
  void inADuetOfThreeEveryOneMeetsEveryOtherOnBothSetsOfCores() {
    assertThat(DUET.turns(THREE))
        .containsExactly(
            List.of(0, 1),
            List.of(1, 2),
            List.of(2, 0),
            List.of(0, 2),
            List.of(2, 1),
            List.of(1, 0));
  }

  /** What makes all sides alike, so that cores that differ and a steady drift cancel out. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void allSidesWorkAsOftenAsLateAndOnTheSameCores(int sides) {
    List<List<Integer>> turns = DUET.turns(IntStream.range(0, sides).boxed().toList());
    int[][] onCores = new int[sides][2];
    int[] times = new int[sides];
    for (int t = 0; t < turns.size(); t++) {
      assertThat(turns.get(t)).hasSize(2).doesNotHaveDuplicates();
      for (int set = 0; set < 2; set++) {
        onCores[turns.get(t).get(set)][set]++;
        times[turns.get(t).get(set)] += t;
      }
    }
    assertThat(onCores).isDeepEqualTo(filled(sides));
    assertThat(Arrays.stream(times).distinct()).hasSize(1);
  }

  private static int[][] filled(int sides) {
    int[][] twice = new int[sides][2];
    Arrays.stream(twice).forEach(set -> Arrays.fill(set, 2));
    return twice;
  }

  /** Noise that comes and goes with the turns: docs/perf-gate.md promises a quarter of it. */
  @Test
  void aDuetLeavesAQuarterOfTheNoiseOfTurns() {
    for (double[] statistic : new double[][] {{-0.5, 1, -0.5}, {-1, 0, 1}}) {
      double alternating = noise(Pairing.alternate().turns(THREE), statistic);
      assertThat(noise(DUET.turns(THREE), statistic))
          .isCloseTo(alternating / 4, within(alternating * 1e-12));
    }
  }

  /** Variance of a weighted sum of the sides' means, when each turn adds noise of variance 1. */
  private static double noise(List<List<Integer>> turns, double[] statistic) {
    double[] bursts = new double[statistic.length];
    turns.forEach(turn -> turn.forEach(side -> bursts[side]++));
    return turns.stream()
        .mapToDouble(
            turn -> turn.stream().mapToDouble(side -> statistic[side] / bursts[side]).sum())
        .map(weight -> weight * weight)
        .sum();
  }

  @Test
  void whatIsStoredIsReadAgain() {
    for (Pairing pairing : new Pairing[] {DUET, Pairing.alternate()}) {
      assertThat(Pairing.read(JsonFiles.parse("stored", JsonFiles.text(pairing))))
          .isEqualTo(pairing);
    }
    assertThat(Pairing.read(JsonFiles.parse("old", "{}").get("pairing"))).isNull();
    assertThatThrownBy(() -> Pairing.read(JsonFiles.parse("f", "{\"mode\": \"duet\"}")))
        .hasMessageContaining("is no pairing");
  }

  /** Stands for the processes of a pair: who works, and where. */
  private static final class Stage {
    private final Map<String, String> pinned = new TreeMap<>();
    private final Map<String, String> working = new TreeMap<>();
    private final List<Map<String, String>> turns = new ArrayList<>();
    private boolean ending;

    Worker worker(String name) {
      return new Worker() {
        @Override
        public void pin(String cores) {
          assertThat(working).as("nobody is moved while somebody works").isEmpty();
          pinned.put(name, cores);
        }

        @Override
        public void begin(String path, long leadInMillis, long millis) {
          assertThat(ending).as("all begin before one ends").isFalse();
          assertThat(leadInMillis).as("lead-in of the suite").isEqualTo(2);
          working.put(name, pinned.getOrDefault(name, "anywhere"));
        }

        @Override
        public Probe.Burst end() {
          if (!ending) {
            turns.add(new TreeMap<>(working));
          }
          working.remove(name);
          ending = !working.isEmpty();
          Histogram one = new Histogram(Histograms.DIGITS);
          one.recordValue(1000);
          return new Probe.Burst(Histograms.encode(one), Witness.none());
        }
      };
    }
  }

  private static Map<String, Map<String, SideSample>> measured(Pairing pairing, Stage stage) {
    List<String> names = List.of(Pair.BASE, Pair.HEAD, Pair.CONTROL);
    PairRunner.Builder runner =
        PairRunner.of(SyntheticPairs.suite("[5]", READ, WRITE)).pairing(pairing);
    names.forEach(name -> runner.side(name, List.of(), List.of()));
    return runner.build().measure(names.stream().map(stage::worker).toList(), new Random(1));
  }

  @Test
  void inADuetTwoWorkAtOnceOnCoresOfTheirOwn() {
    Stage stage = new Stage();
    Map<String, Map<String, SideSample>> samples = measured(DUET, stage);

    assertThat(stage.turns).hasSize(2 * 6);
    assertThat(new HashSet<>(stage.turns)).as("each path meets all six pairs").hasSize(6);
    assertThat(stage.turns)
        .allSatisfy(turn -> assertThat(turn.values()).containsExactlyInAnyOrder("0,1", "2,3"));
    assertThat(samples.keySet()).containsExactly(READ, WRITE);
    assertThat(samples.get(READ).keySet()).containsExactly("base", "control", "head");
    assertThat(samples.get(READ).values()).allMatch(side -> side.bursts().size() == 4);
  }

  @Test
  void elseOneWorksAnywhere() {
    Stage stage = new Stage();
    Map<String, Map<String, SideSample>> samples = measured(Pairing.alternate(), stage);

    assertThat(stage.turns).hasSize(2 * 6);
    assertThat(stage.turns)
        .allSatisfy(turn -> assertThat(turn.values()).containsExactly("anywhere"));
    assertThat(samples.get(WRITE).values()).allMatch(side -> side.bursts().size() == 2);
  }
}
