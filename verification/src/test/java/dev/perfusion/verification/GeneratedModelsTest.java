package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.perfusion.engine.QuantityInfo.Kind;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The large generated models; the small ones are tested in their modules. */
class GeneratedModelsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {5_000, 20_000})
  void largeModelsConserveEachCompound(int states) throws IOException {
    WholeBodyModel model = WholeBodyModel.ofStates(states);
    Simulation simulation = Simulation.load(model.writeTo(folder.resolve("large.pkml")));
    assertThat(simulation.model().species()).hasSize(model.states());
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    Results results = run.execute();
    assertThat(results.warnings()).isEmpty();
    for (String compound : model.compoundNames()) {
      double dose = run.value(model.dosePath(compound));
      double start = run.value(model.doseTimePath(compound));
      double[] total = new double[results.times().length];
      for (Results.Series series : results.series()) {
        String name = series.quantity().name();
        if (series.quantity().kind() == Kind.SPECIES
            && (name.equals(compound) || name.startsWith(compound + "-M"))) {
          for (int i = 0; i < total.length; i++) {
            total[i] += series.values()[i];
          }
        }
      }
      for (int i = 0; i < total.length; i++) {
        double t = results.times()[i];
        assertThat(total[i])
            .as("%s and metabolites at t = %s", compound, t)
            .isCloseTo(t > start ? dose : 0, within(1e-8 * dose));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000_000, 10_000_000, 25_000_000})
  void aFileSizeIsMetWithinTenPercent(long wanted) throws IOException {
    Path file = WholeBodyModel.ofSize(wanted).writeTo(folder.resolve("sized.pkml"));
    assertThat(Files.size(file)).isCloseTo(wanted, withPercentage(10));
  }

  @Test
  void aFiveMegabyteFileHasTheContentOfAWholeBodyExport() throws IOException {
    Simulation simulation =
        Simulation.load(WholeBodyModel.ofSize(4_500_000).writeTo(folder.resolve("body.pkml")));
    assertThat(simulation.model().species()).hasSizeBetween(150, 200);
    assertThat(simulation.model().observers()).hasSizeBetween(200, 450);
    assertThat(simulation.model().parameters()).hasSizeBetween(2500, 5500);
  }

  @Test
  void aFileOf25MegabytesIsWrittenInAHeapOf96() throws Exception {
    Path file = folder.resolve("large.pkml");
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                WholeBodyModel.class.getName(),
                "--size-mb",
                "25",
                "--out",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    assertThat(Files.size(file)).isCloseTo(25_000_000, withPercentage(10));
    assertThat(Simulation.load(file).model().species()).hasSizeBetween(950, 1050);
  }
}
