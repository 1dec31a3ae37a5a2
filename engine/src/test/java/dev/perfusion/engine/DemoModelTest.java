package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The demo model as a whole: it loads, conserves mass, and gives the numbers of an independent
 * integrator.
 */
class DemoModelTest {
  /** LSODA at relTol 1e-9, absTol 1e-12 over an independent reader of the file. */
  private static final double[][] VENOUS_PLASMA = {
    {30, 0.64606727, 0.24749998},
    {120, 1.35451937, 1.14943612},
    {720, 0.37131307, 0.81498161},
    {780, 2.39927058, 1.17821991},
    {1440, 0.33607767, 0.84695765}
  };

  private static Simulation demo;

  @BeforeAll
  static void load() {
    try (InputStream stream = DemoModel.open()) {
      demo = Simulation.load(stream, DemoModel.FILE_NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Results tight(SimulationRun run) {
    run.setAllQuantities(true);
    run.setTolerances(1e-13, 1e-9);
    return run.execute();
  }

  private static double[] values(Results results, String path) {
    return results.series().stream()
        .filter(s -> s.quantity().path().equals(path))
        .findFirst()
        .orElseThrow()
        .values();
  }

  private static double at(Results results, String path, double t) {
    return values(results, path)[Arrays.binarySearch(results.times(), t)];
  }

  @Test
  void hasTheSizeItWasWrittenWith() {
    assertThat(demo.warnings()).isEmpty();
    assertThat(demo.model().species()).hasSize(25);
    assertThat(demo.model().parameters()).hasSize(155);
    assertThat(demo.model().observers()).hasSize(22);
    assertThat(demo.model().events()).hasSize(3);
  }

  @Test
  void conservesMass() {
    Results results = tight(demo.newRun());
    List<double[]> amounts = amounts(results);
    assertThat(amounts).hasSize(23);
    double oral = demo.newRun().value(DemoModel.ORAL_DRUG_MASS);
    double infused = demo.newRun().value(DemoModel.INFUSION_DRUG_MASS);
    double infusionStart = demo.newRun().value(DemoModel.INFUSION_START);
    for (int i = 0; i < results.times().length; i++) {
      double t = results.times()[i];
      double given = (t > 0 ? oral : 0) + (t > infusionStart ? infused : 0);
      double total = 0;
      for (double[] amount : amounts) {
        total += amount[i];
      }
      assertThat(total).as("total amount at t = %s", t).isCloseTo(given, within(1e-8 * oral));
    }
  }

  private static List<double[]> amounts(Results results) {
    Stream<String> body =
        Stream.of(
                "ArterialBlood",
                "VenousBlood",
                "Lung",
                "Liver",
                "Kidney",
                "Fat",
                "Muscle",
                "Rest",
                "Urine")
            .flatMap(o -> Stream.of("Organism|" + o + "|Drug", "Organism|" + o + "|Metabolite"));
    Stream<String> lumen =
        Stream.of("Stomach", "SmallIntestine", "Feces").map(s -> "Organism|Lumen|" + s + "|Drug");
    Stream<String> applied =
        Stream.of("Oral", "Intravenous").map(a -> "Applications|" + a + "|Application_1|Drug");
    return Stream.concat(body, Stream.concat(lumen, applied))
        .map(path -> values(results, path))
        .toList();
  }

  @Test
  void agreesWithAnIndependentIntegrator() {
    Results results = tight(demo.newRun());
    for (double[] row : VENOUS_PLASMA) {
      assertThat(at(results, DemoModel.PLASMA, row[0])).isCloseTo(row[1], within(1e-7));
      assertThat(at(results, DemoModel.METABOLITE_PLASMA, row[0])).isCloseTo(row[2], within(1e-7));
    }
  }

  @Test
  void answersToItsParameters() {
    SimulationRun heavy = demo.newRun();
    heavy.set(DemoModel.WEIGHT, 100);
    assertThat(at(tight(heavy), DemoModel.PLASMA, 780)).isCloseTo(1.78388, within(1e-5));

    SimulationRun intravenousOnly = demo.newRun();
    intravenousOnly.set(DemoModel.ORAL_DOSE, 0);
    assertThat(at(tight(intravenousOnly), DemoModel.PLASMA, 780)).isCloseTo(2.06832, within(1e-5));

    SimulationRun fasted = demo.newRun();
    fasted.set("Events|Meal|Start time", 2000);
    double max =
        Arrays.stream(values(tight(fasted), DemoModel.PLASMA)).limit(120).max().orElseThrow();
    assertThat(max).isCloseTo(1.5413, within(1e-3));
  }

  @Test
  void ownTolerancesAreGoodToThreeDigits() {
    SimulationRun own = demo.newRun();
    own.setAllQuantities(true);
    Map<String, double[]> tight = new HashMap<>();
    tight(demo.newRun()).series().forEach(s -> tight.put(s.quantity().path(), s.values()));
    for (Results.Series s : own.execute().series()) {
      double[] expected = tight.get(s.quantity().path());
      double scale = Math.max(1e-9, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
      assertThat(s.values())
          .as(s.quantity().path())
          .containsExactly(expected, within(1e-3 * scale));
    }
  }
}
