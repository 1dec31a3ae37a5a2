package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Sensitivities;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Parameter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sensitivities: items 11 to 13 of the official list, and whole-body models. */
class OfficialSensitivitiesTest {
  private static Simulation load(String model) {
    return Simulation.load(SharedFolder.required("models/simmodel/" + model + ".xml"));
  }

  private static double[] of(Sensitivities all, String quantity, String parameter) {
    return all.series().stream()
        .filter(s -> s.quantity().fullPath().endsWith(quantity))
        .filter(s -> s.parameter().fullPath().endsWith(parameter))
        .findFirst()
        .orElseThrow(() -> new AssertionError(quantity + " by " + parameter))
        .values();
  }

  @Test
  @DisplayName("11: dC1/dk and dC1/dA0 of S3 are the analytic ones")
  void item11AnalyticSensitivities() {
    Sensitivities all =
        load("S3_reduced")
            .newRun()
            .sensitivities(List.of("Organism|k", "Organism|A0"), RunControl.NONE);
    double[] byK = of(all, "C1", "k");
    double[] byStart = of(all, "C1", "A0");
    double k = load("S3_reduced").newRun().value("Organism|k");
    double a0 = load("S3_reduced").newRun().value("Organism|A0");
    for (int i = 0; i < all.times().length; i++) {
      double t = all.times()[i];
      assertThat(byK[i]).isCloseTo(-a0 * t * Math.exp(-k * t), within(1e-7 * a0));
      assertThat(byStart[i]).isCloseTo(Math.exp(-k * t), within(1e-7));
    }
    List<String> official =
        SharedFolder.lines("oracle/S3_reduced.sens.tsv").stream()
            .filter(l -> l.contains("Organism|k"))
            .toList();
    String[] fields = official.get(0).split("\t");
    for (int i = 0; i < byK.length; i++) {
      assertThat(byK[i]).isCloseTo(Double.parseDouble(fields[i + 2]), within(1e-3 * a0));
    }
  }

  @Test
  @DisplayName("12: a persistable parameter has sensitivities, zero by what it does not depend on")
  void item12PersistableParameter() {
    Sensitivities all =
        load("SensitivityOfPersistableParameter")
            .newRun()
            .sensitivities(List.of("Organism|Volume", "Organism|P1"), RunControl.NONE);
    assertThat(of(all, "P1", "Volume")).containsOnly(0);
    assertThat(of(all, "P1", "P1")).containsOnly(1);
    assertThat(of(all, "Organism|C1", "Volume")).containsOnly(0);
  }

  @Test
  @DisplayName("13: Roberts' problem: 3 x 3 sensitivities, the observer's are linear in them")
  void item13Roberts() {
    Simulation simulation = load("cvsRoberts_FSA_dns");
    List<String> parameters = List.of("SubContainer/P1", "SubContainer/P2", "SubContainer/P3");
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    Sensitivities all = run.sensitivities(parameters, RunControl.NONE);
    for (String parameter : List.of("P1", "P2", "P3")) {
      double[] y1 = of(all, "y1", parameter);
      double[] y2 = of(all, "y2", parameter);
      double[] y3 = of(all, "y3", parameter);
      double[] observer = of(all, "Obs1", parameter);
      for (int i = 0; i < y1.length; i++) {
        double largest = Math.abs(y1[i]) + Math.abs(y3[i]);
        assertThat(observer[i])
            .isCloseTo(y1[i] + 2 * y2[i] + 3 * y3[i], within(1e-12 * (largest + 1e-300)));
        assertThat(y1[i] + y2[i] + y3[i]).isCloseTo(0, within(1e-9 * (largest + 1e-300)));
      }
    }
    agreesWithDifferences(run, parameters, 1e-5, 1e-12);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "POPsim; Organism|Height, Organism|VenousBlood|Volume, Organism|Fat|Volume",
        "GrowConst; Organism|Hematocrit, Organism|Liver|Volume",
        "PKModelCoreCaseStudy_01; *",
      })
  @DisplayName("sensitivities of whole models agree with central differences")
  void wholeModelsAgreeWithDifferences(String model, String list) {
    Simulation simulation = load(model);
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    List<String> parameters =
        list.equals("*")
            ? simulation.model().parameters().stream()
                .filter(p -> isNumber(p.formula()) && run.value(p.path()) != 0)
                .map(Parameter::path)
                .limit(12)
                .toList()
            : Arrays.stream(list.split(", ")).toList();
    agreesWithDifferences(run, parameters, 1e-5, 1e-14);
  }

  private static boolean isNumber(Formula formula) {
    return formula instanceof Formula.Constant
        || formula instanceof Formula.Explicit e && e.references().isEmpty();
  }

  /**
   * Central differences with one step of Richardson extrapolation, at tight tolerances.
   *
   * @param accuracy of the largest derivative of a curve, plus noise
   */
  private static void agreesWithDifferences(
      SimulationRun run, List<String> parameters, double accuracy, double absTol) {
    Sensitivities all = run.sensitivities(parameters, RunControl.NONE);
    int outputs = all.series().size() / parameters.size();
    int compared = 0;
    for (int j = 0; j < parameters.size(); j++) {
      double p = run.value(parameters.get(j));
      double h = 1e-3 * Math.abs(p);
      Results[] shifted = new Results[4];
      double[] steps = {h, -h, 2 * h, -2 * h};
      for (int k = 0; k < 4; k++) {
        SimulationRun moved = run.copy();
        moved.setTolerances(absTol, 1e-11);
        moved.set(parameters.get(j), p + steps[k]);
        shifted[k] = moved.execute();
      }
      for (int c = 0; c < outputs; c++) {
        Sensitivities.Series exact = all.series().get(c * parameters.size() + j);
        double[] near = shifted[0].series().get(c).values();
        double[] before = shifted[1].series().get(c).values();
        double[] far = shifted[2].series().get(c).values();
        double[] farBefore = shifted[3].series().get(c).values();
        double scale = 0;
        double size = 0;
        for (int i = 0; i < near.length; i++) {
          if (Double.isFinite(near[i])) {
            scale = Math.max(scale, Math.abs(exact.values()[i]));
            size = Math.max(size, Math.abs(near[i]));
          }
        }
        double noise = (1e-9 * size + 100 * absTol) / h;
        assertThat(scale)
            .as(exact.quantity().path() + " by " + exact.parameter().path())
            .isFinite();
        for (int i = 0; i < near.length; i++) {
          // at a moment that the parameter moves the curve jumps: no difference exists
          boolean atMovedMoment = Math.abs(all.times()[i] - p) <= 2 * h;
          if (!Double.isFinite(near[i]) || atMovedMoment) {
            continue;
          }
          double difference = (8 * (near[i] - before[i]) - (far[i] - farBefore[i])) / (12 * h);
          assertThat(exact.values()[i])
              .as(
                  exact.quantity().path()
                      + " by "
                      + exact.parameter().path()
                      + " at "
                      + all.times()[i])
              .isCloseTo(difference, within(accuracy * scale + noise));
          compared++;
        }
      }
    }
    assertThat(compared).isPositive();
  }
}
