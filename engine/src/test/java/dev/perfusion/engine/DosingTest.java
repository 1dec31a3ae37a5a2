package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is given in the demo model: a tablet of 100 mg at 0 h and an infusion of 50 mg at 12 h. */
class DosingTest {
  private static SimulationRun demo() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      return Simulation.load(stream, "demo").newRun();
    }
  }

  @Test
  void theDosesOfTheDrugAreFound() throws IOException {
    SimulationRun run = demo();
    run.set(DemoModel.INFUSION_START, 600);
    Dosing dosing = run.dosing(DemoModel.PLASMA);
    assertThat(dosing.bodyWeight()).isEqualTo(73);
    assertThat(dosing.applications()).hasSize(2);
    assertThat(dosing.applications().get(0).startTime()).isZero();
    assertThat(dosing.applications().get(0).infusionTime()).isNaN();
    assertThat(dosing.applications().get(1).startTime()).isEqualTo(600);
    assertThat(dosing.applications().get(1).infusionTime()).isEqualTo(60);
    assertThat(dosing.totalDrugMass()).isCloseTo(1.5e-4 / 3.1e-7, within(1e-9));
    assertThat(run.dosing("Organism|Lumen|Stomach|Drug")).isEqualTo(dosing);
  }

  @Test
  void aMetaboliteHasTheDosesOfItsParent() throws IOException {
    Dosing dosing = demo().dosing(DemoModel.METABOLITE_PLASMA);
    assertThat(dosing.applications()).hasSize(2);
    assertThat(dosing.totalDrugMass()).isPositive();
  }

  @Test
  void dosesAfterTheEndDoNotCount() throws IOException {
    SimulationRun run = demo();
    run.set(DemoModel.INFUSION_START, 1e6);
    assertThat(run.dosing(DemoModel.PLASMA).applications()).hasSize(1);
  }

  @Test
  void whatIsNoMoleculeHasNoDoses() throws IOException {
    Dosing dosing = demo().dosing(DemoModel.WEIGHT);
    assertThat(dosing.applications()).isEqualTo(List.of());
    assertThat(dosing.totalDrugMass()).isNaN();
  }

  @Test
  void dependentsAreFollowedToTheEnd() throws IOException {
    Simulation simulation = demo().simulation();
    Dependents weight = simulation.dependents(DemoModel.WEIGHT);
    assertThat(weight.direct()).extracting(QuantityInfo::path).contains("Organism|Liver|Volume");
    assertThat(weight.all()).containsAll(weight.direct());
    assertThat(weight.all())
        .extracting(QuantityInfo::path)
        .contains(DemoModel.PLASMA, DemoModel.METABOLITE_PLASMA)
        .doesNotContain(DemoModel.WEIGHT, DemoModel.ORAL_DOSE);
    assertThat(simulation.dependents(DemoModel.PLASMA).all()).isEmpty();
  }
}
