package dev.perfusion.bridge.population.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.population.PopulationFolder;
import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationSummariesTest {
  private static final int SUBJECTS = 17;
  private static final int REPLICATES = 3;
  private static final double[] TIMES = {0, 10, 60, 240, 720, 725, 900, 1440};
  private static Simulation demo;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    demo = Simulation.load(DemoModel.open(), DemoModel.FILE_NAME);
  }

  /** Positive, negative, zero and now and then no number; one run fails. */
  private static double value(int individual, int replicate, int output, int time) {
    if (individual == 4 && replicate == 2) {
      return Double.NaN;
    }
    SplittableRandom random =
        new SplittableRandom(((individual * 31L + replicate) * 31 + output) * 31 + time);
    double drawn = random.nextDouble();
    if (output == 0) {
      return Math.exp(6 * drawn - 8);
    }
    return drawn < 0.1 ? 0 : drawn < 0.15 ? Double.NaN : drawn - 0.3;
  }

  private List<String> summarise(int perChunk, int threads, long budget) throws IOException {
    Manifest manifest =
        PopulationFolder.write(
            folder, SUBJECTS, REPLICATES, perChunk, TIMES, PopulationSummariesTest::value);
    return PopulationSummaries.write(
        new Store(folder),
        manifest,
        demo.newRun(),
        List.of("Sex"),
        threads,
        new ChunkCheck(),
        () -> {},
        budget);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file));
  }

  /** What the files should say, from the numbers themselves. */
  private static double[] values(int output, int time, String group) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      for (int r = 1; r <= REPLICATES; r++) {
        boolean inGroup = group.equals("all") || group.equals("Sex=" + PopulationFolder.sex(i));
        double value = value(i, r, output, time);
        if (inGroup && !Double.isNaN(value)) {
          values.add(value);
        }
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void check(String[] figures, double[] values) {
    int n = values.length;
    assertThat(Integer.parseInt(figures[0])).isEqualTo(n);
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value));
    }
    BigDecimal mean = sum.divide(BigDecimal.valueOf(n), MathContext.DECIMAL128);
    BigDecimal squares = BigDecimal.ZERO;
    double logarithms = 0;
    int positive = 0;
    for (double value : values) {
      squares = squares.add(new BigDecimal(value).subtract(mean).pow(2));
      if (value > 0) {
        logarithms += Math.log(value);
        positive++;
      }
    }
    near(figures[1], mean.doubleValue(), 4e-16);
    near(figures[2], Math.sqrt(squares.doubleValue() / (n - 1)), 4e-16);
    near(figures[3], Math.exp(logarithms / positive), 1e-14);
    assertThat(Integer.parseInt(figures[4])).isEqualTo(n - positive);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] fractions = {0.05, 0.25, 0.5, 0.75, 0.95};
    for (int p = 0; p < fractions.length; p++) {
      double h = (n - 1) * fractions[p];
      int k = (int) h;
      double exact = h == k ? sorted[k] : sorted[k] + (h - k) * (sorted[k + 1] - sorted[k]);
      assertThat(Double.parseDouble(figures[5 + p])).isEqualTo(exact);
    }
  }

  private static void near(String text, double expected, double relative) {
    assertThat(Double.parseDouble(text))
        .isCloseTo(expected, within(Math.abs(expected) * relative + 1e-300));
  }

  @Test
  void aggregatesAreThoseOfAPlainComputation() throws IOException {
    assertThat(summarise(7, 2, 1 << 20)).isEmpty();
    List<String> lines = lines("aggregates.csv");
    assertThat(lines.get(0))
        .isEqualTo(
            "Path,Unit,Group,Time [min],Count,ArithmeticMean,StandardDeviation,GeometricMean,"
                + "NotPositive,Percentile5,Percentile25,Percentile50,Percentile75,Percentile95");
    List<String> groups = List.of("all", "Sex=even", "Sex=odd, really");
    assertThat(lines).hasSize(1 + 2 * TIMES.length * groups.size());
    int line = 1;
    for (int k = 0; k < 2; k++) {
      for (int t = 0; t < TIMES.length; t++) {
        for (String group : groups) {
          Manifest.Output output = PopulationFolder.OUTPUTS.get(k);
          String cell = group.contains(",") ? '"' + group + '"' : group;
          String start = output.path() + "," + output.unit() + "," + cell + "," + TIMES[t] + ",";
          assertThat(lines.get(line)).startsWith(start);
          check(lines.get(line++).substring(start.length()).split(","), values(k, t, group));
        }
      }
    }
  }

  @Test
  void bytesDoNotDependOnChunksThreadsOrMemory() throws IOException {
    summarise(7, 1, 1 << 20);
    List<List<String>> files = new ArrayList<>();
    for (String name : List.of("aggregates.csv", "pk.csv", "pk-summary.csv")) {
      files.add(lines(name));
    }
    summarise(SUBJECTS, 2, 1 << 20);
    assertThat(List.of(lines("aggregates.csv"), lines("pk.csv"), lines("pk-summary.csv")))
        .isEqualTo(files);
    // Room for one column only: a pass over the chunks for each.
    summarise(9, 2, 1);
    assertThat(List.of(lines("aggregates.csv"), lines("pk.csv"), lines("pk-summary.csv")))
        .isEqualTo(files);
  }

  @Test
  void pkParametersTakeTheDosesAndTheWeightOfTheirRun() throws IOException {
    summarise(7, 2, 1 << 20);
    List<String> lines = lines("pk.csv");
    assertThat(lines.get(0)).isEqualTo("IndividualId,Replicate,QuantityPath,Parameter,Value,Unit");
    int line = 1;
    List<Double> clearances = new ArrayList<>();
    for (int i = 0; i < SUBJECTS; i++) {
      for (int r = 1; r <= REPLICATES; r++) {
        if (Double.isNaN(value(i, r, 0, 0))) {
          continue;
        }
        SimulationRun run = demo.newRun();
        run.set("Organism|Weight", PopulationFolder.weight(i, r));
        for (int k = 0; k < 2; k++) {
          Manifest.Output output = PopulationFolder.OUTPUTS.get(k);
          double[] curve = new double[TIMES.length];
          for (int t = 0; t < curve.length; t++) {
            curve[t] = value(i, r, k, t);
          }
          for (PkValue pk :
              PkParameters.of(TIMES, curve, output.unit(), run.dosing(output.path()))) {
            assertThat(lines.get(line++))
                .isEqualTo(
                    String.join(
                        ",",
                        Integer.toString(PopulationFolder.id(i)),
                        Integer.toString(r),
                        output.path(),
                        pk.name(),
                        number(lines.get(line - 1), pk.value()),
                        pk.unit()));
            if (k == 0 && pk.name().equals("C_max_norm")) {
              clearances.add(pk.value());
            }
          }
        }
      }
    }
    assertThat(lines).hasSize(line);
    String start = PopulationFolder.OUTPUTS.get(0).path() + ",C_max_norm,kg/l,all,";
    List<String> summary =
        lines("pk-summary.csv").stream().filter(l -> l.startsWith(start)).toList();
    assertThat(summary).hasSize(1);
    check(
        summary.get(0).substring(start.length()).split(","),
        clearances.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The text of the line when it reads back to the same bits. */
  private static String number(String line, double value) {
    String[] cells = line.split(",");
    return Double.compare(Double.parseDouble(cells[4]), value) == 0 ? cells[4] : "not " + value;
  }

  @Test
  void aCovariateThatIsNotThereIsTold() throws IOException {
    Manifest manifest =
        PopulationFolder.write(folder, 4, 1, 2, TIMES, (i, r, k, t) -> i + r + k + t);
    List<String> told =
        PopulationSummaries.write(
            new Store(folder),
            manifest,
            demo.newRun(),
            List.of("Age"),
            1,
            new ChunkCheck(),
            () -> {});
    assertThat(told).singleElement().asString().contains("Age").contains("[Sex]");
    assertThat(lines("pk.csv").get(0)).isEqualTo("IndividualId,QuantityPath,Parameter,Value,Unit");
  }

  @Test
  void stopsWhenToldTo() throws IOException {
    Manifest manifest =
        PopulationFolder.write(folder, 9, 1, 2, TIMES, (i, r, k, t) -> i + r + k + t);
    AtomicInteger calls = new AtomicInteger();
    for (int after : new int[] {0, 6, 9, 12, 20}) {
      calls.set(0);
      assertThatThrownBy(
              () ->
                  PopulationSummaries.write(
                      new Store(folder),
                      manifest,
                      demo.newRun(),
                      List.of(),
                      2,
                      new ChunkCheck(),
                      () -> {
                        if (calls.getAndIncrement() >= after) {
                          throw new CancellationException();
                        }
                      }))
          .as("after %d calls", after)
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aDamagedChunkIsToldBeforeAnythingIsWritten() throws IOException {
    Manifest manifest =
        PopulationFolder.write(folder, 4, 1, 2, TIMES, (i, r, k, t) -> i + r + k + t);
    Files.writeString(folder.resolve(manifest.chunks().get(1).file()), "nonsense");
    assertThatThrownBy(
            () ->
                PopulationSummaries.write(
                    new Store(folder),
                    manifest,
                    demo.newRun(),
                    List.of(),
                    1,
                    new ChunkCheck(),
                    () -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("chunk-00001 is damaged");
    assertThat(folder.resolve("aggregates.csv")).doesNotExist();
  }

  @Test
  void statisticsOfOddValues() {
    assertThat(Statistics.of(new double[] {}, 0).mean()).isNaN();
    assertThat(Statistics.of(new double[] {5}, 1).deviation()).isNaN();
    assertThat(Statistics.of(new double[] {5}, 1).percentiles()).containsOnly(5);
    Statistics far = Statistics.of(new double[] {1e300, 1e-300, 4e-320}, 3);
    assertThat(far.geometricMean() / Math.exp((Math.log(4e-320)) / 3)).isCloseTo(1, within(1e-12));
    Statistics infinite = Statistics.of(new double[] {1, Double.POSITIVE_INFINITY}, 2);
    assertThat(infinite.mean()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(infinite.geometricMean()).isEqualTo(Double.POSITIVE_INFINITY);
    double[] equal = new double[1000];
    Arrays.fill(equal, 0.1);
    assertThat(Statistics.of(equal, 1000).percentiles()).containsOnly(0.1);
  }

  @Test
  void findsRanksAsSortingDoes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      int n = 1 + random.nextInt(2000);
      int distinct = 1 + random.nextInt(round % 3 == 0 ? 5 : 100_000);
      double low = round % 2 == 0 ? 0 : -0.5;
      double power = round % 7 == 0 ? 60 : 1;
      double[] values =
          random
              .doubles(n)
              .map(v -> Math.floor((v + low) * distinct))
              .map(v -> Math.signum(v) * Math.pow(Math.abs(v), power))
              .toArray();
      if (round % 5 == 0) {
        Arrays.sort(values);
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int[] ranks = random.ints(7, 0, n).toArray();
      double[] found = OrderStatistics.of(values, n, ranks);
      for (int i = 0; i < ranks.length; i++) {
        assertThat(found[i] == sorted[ranks[i]]).isTrue();
      }
    }
  }
}
