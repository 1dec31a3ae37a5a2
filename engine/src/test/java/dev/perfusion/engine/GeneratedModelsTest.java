package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.fixtures.WholeBodyModel;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated whole bodies load, run and lose nothing, with the file's own tolerances. */
@ParameterizedClass
@MethodSource("models")
class GeneratedModelsTest {
  private static final List<String> ORGANS =
      List.of(
          "Lung",
          "Muscle",
          "Liver",
          "Kidney",
          "Fat",
          "Skin",
          "Brain",
          "Heart",
          "Bone",
          "SmallIntestine",
          "Spleen",
          "LargeIntestine",
          "Stomach",
          "Pancreas",
          "Gonads");
  private static final List<String> PORTAL = ORGANS.subList(9, 14);

  private final WholeBodyModel model;
  private final Simulation simulation;

  GeneratedModelsTest(WholeBodyModel model) {
    this.model = model;
    simulation = Simulation.load(new ByteArrayInputStream(model.bytes()), "generated.pkml");
  }

  static Stream<Named<WholeBodyModel>> models() {
    return Stream.of(
        Named.of("20 states", WholeBodyModel.ofStates(20)),
        Named.of("100 states", WholeBodyModel.ofStates(100).seed(2)),
        Named.of("1000 states", WholeBodyModel.ofStates(1000).seed(3)),
        Named.of(
            "three compounds and two enzymes",
            WholeBodyModel.with().compartments(3).compounds(3).enzymes(2).seed(4)));
  }

  @Test
  void integratesAsManyStatesAsTheModelAnnounces() {
    assertThat(simulation.warnings()).isEmpty();
    assertThat(simulation.stateCount()).isEqualTo(model.states());
  }

  @Test
  void isSparse() {
    simulation.compile();
    double entries =
        simulation.compilation(List.of(), OutputSelection.OF_FILE).model().pattern().nonZeros();
    assertThat(entries / model.states()).isBetween(2.0, 5.5);
  }

  /** To 1e-8 of the dose, compound and metabolites together, at every output time. */
  @Test
  void conservesEachCompound() {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    Results results = run.execute();
    assertThat(results.warnings()).isEmpty();
    for (String compound : model.compoundNames()) {
      double dose = run.value(model.dosePath(compound));
      double start = run.value(model.doseTimePath(compound));
      double[] total = total(results, compound);
      for (int i = 0; i < total.length; i++) {
        double t = results.times()[i];
        assertThat(total[i])
            .as("%s and metabolites at t = %s", compound, t)
            .isCloseTo(t > start ? dose : 0, within(1e-8 * dose));
      }
    }
  }

  private static double[] total(Results results, String compound) {
    double[] total = new double[results.times().length];
    for (Results.Series series : results.series()) {
      String name = series.quantity().name();
      if (series.quantity().kind() == QuantityInfo.Kind.SPECIES
          && (name.equals(compound) || name.startsWith(compound + "-M"))) {
        for (int i = 0; i < total.length; i++) {
          total[i] += series.values()[i];
        }
      }
    }
    return total;
  }

  @Test
  void everyCompoundReachesVenousPlasmaAndLeavesIt() {
    Results results = simulation.newRun().execute();
    for (String compound : model.compoundNames()) {
      double[] plasma = plasma(results, compound);
      double max = Arrays.stream(plasma).max().orElseThrow();
      assertThat(max).as(compound).isPositive();
      assertThat(plasma[plasma.length - 1]).as(compound).isLessThan(0.6 * max);
    }
  }

  private double[] plasma(Results results, String compound) {
    return results.series().stream()
        .filter(s -> s.quantity().path().equals(model.plasmaPath(compound)))
        .findFirst()
        .orElseThrow()
        .values();
  }

  /**
   * Enzymes flooded with the second compound leave more of the first, by far more than the solver
   * may err.
   */
  @Test
  void compoundsCompete() {
    assumeTrue(model.compoundNames().size() > 1, "a model of one compound has no competition");
    SimulationRun flooded = simulation.newRun();
    flooded.set(model.dosePath("Drug2"), 1e4);
    double[] usual = plasma(simulation.newRun().execute(), "Drug1");
    double[] more = plasma(flooded.execute(), "Drug1");
    double max = Arrays.stream(usual).max().orElseThrow();
    double solverError = 100 * flooded.settings().relTol() * max;
    double largest = 0;
    for (int i = 0; i < usual.length; i++) {
      assertThat(more[i]).isGreaterThan(usual[i] - solverError);
      largest = Math.max(largest, more[i] - usual[i]);
    }
    assertThat(largest).isGreaterThan(solverError);
  }

  @Test
  void asMuchBloodReturnsAsLeavesTheHeart() {
    SimulationRun run = simulation.newRun();
    double output = run.value("Organism|Cardiac output");
    double leaving = 0;
    double returning = 0;
    for (String organ : organs()) {
      String flow = "Organism|" + organ + "|Blood flow rate";
      if (organ.equals("Lung")) {
        assertThat(run.value(flow)).isEqualTo(output);
        continue;
      }
      boolean afterPortalVein = organ.equals("Liver") && hasPortalVein();
      leaving += run.value(afterPortalVein ? "Organism|Liver|Arterial blood flow rate" : flow);
      returning += PORTAL.contains(organ) ? 0 : run.value(flow);
    }
    assertThat(leaving).isCloseTo(output, within(1e-12 * output));
    assertThat(returning).isCloseTo(output, within(1e-12 * output));
  }

  @Test
  void thePartsFillTheBody() {
    SimulationRun run = simulation.newRun();
    double mass = 0;
    for (String part : Stream.concat(organs().stream(), pools()).toList()) {
      String path = "Organism|" + part + "|";
      double volume = run.value(path + "Volume");
      mass += volume * run.value(path + "Density");
      double parts =
          simulation.quantities().stream()
              .map(QuantityInfo::path)
              .filter(p -> p.matches("\\Q" + path + "\\E(Segment\\d+\\|)?\\w+\\|Volume"))
              .filter(p -> !p.matches(".*\\|Segment\\d+\\|Volume"))
              .mapToDouble(run::value)
              .sum();
      assertThat(parts).as(part).isCloseTo(volume, within(1e-12 * volume));
    }
    double weight = run.value("Organism|Weight");
    assertThat(mass).isCloseTo(weight, within(1e-12 * weight));
  }

  private List<String> organs() {
    return ORGANS.stream().filter(organ -> exists("Organism|" + organ + "|Volume")).toList();
  }

  private Stream<String> pools() {
    return Stream.of("ArterialBlood", "VenousBlood", "PortalVein")
        .filter(pool -> !pool.equals("PortalVein") || hasPortalVein());
  }

  private boolean hasPortalVein() {
    return exists("Organism|PortalVein|Volume");
  }

  private boolean exists(String path) {
    return simulation.quantities().stream().anyMatch(q -> q.path().equals(path));
  }
}
