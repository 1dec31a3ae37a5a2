package dev.perfusion.verification.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.peer.Comparison;
import dev.perfusion.benchmarks.peer.ReferencePopulation;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.bridge.population.PopulationRequest;
import dev.perfusion.bridge.population.PopulationRunner;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.CsvCohort;
import dev.perfusion.bridge.population.cohort.Subject;
import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.PopulationCsv;
import dev.perfusion.verification.Oracle;
import dev.perfusion.verification.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real populations. */
class SharedPopulationsTest {
  private static final double BAR = 1e-7;

  @TempDir private Path folder;

  @Test
  void fiveIndividualsOfPopsimAgreeWithTheOfficialSolver() throws IOException {
    Simulation simulation = Simulation.load(SharedFolder.required("models/simmodel/POPsim.xml"));
    ReferencePopulation reference = Oracle.population("POPsim.pop5");
    List<String> paths = List.copyOf(reference.parameters().get(0).keySet());
    List<PopulationCsv.Individual> individuals = new ArrayList<>();
    for (Map<String, Double> one : reference.parameters()) {
      double[] values = paths.stream().mapToDouble(one::get).toArray();
      individuals.add(new PopulationCsv.Individual(individuals.size(), values, List.of()));
    }
    Path csv = folder.resolve("population.csv");
    PopulationCsv.write(
        paths.stream().map(p -> PopulationCsv.Column.of(p, "")).toList(),
        List.of(),
        individuals,
        csv);
    ReferenceTable first = reference.of(0);
    List<String> outputs = first.paths().stream().map(p -> simulation.quantity(p).path()).toList();
    SimulationRun base = simulation.newRun();
    base.setTolerances(1e-14, 1e-10);
    CsvCohort cohort = new CsvCohort(csv, 1, simulation);
    assertThat(cohort.varied()).hasSameSizeAs(paths);
    PopulationRequest request =
        new PopulationRequest(
            folder.resolve("out"),
            "POPsim",
            "0",
            base,
            cohort,
            outputs,
            Manifest.Notes.NONE,
            2,
            2,
            0);
    Manifest manifest =
        new PopulationRunner(request, Clock.systemUTC()).run(PopulationControl.NONE);
    assertThat(manifest.state()).isEqualTo(Manifest.State.SUCCEEDED);
    int compared = 0;
    for (Manifest.Chunk chunk : manifest.chunks()) {
      try (ChunkReader reader = ChunkReader.open(request.folder(), manifest, chunk)) {
        for (int run = 0; run < reader.runs(); run++, compared++) {
          double[] times = reader.times();
          double[][] columns = new double[outputs.size()][times.length];
          for (int k = 0; k < columns.length; k++) {
            reader.values(k, run, 1, columns[k], 0);
          }
          ReferenceTable expected = reference.of(reader.individuals()[run]);
          ReferenceTable found =
              new ReferenceTable(expected.paths(), expected.thresholds(), times, columns);
          Comparison comparison = Comparison.of(found, expected);
          assertThat(comparison.columns()).isEqualTo(expected.paths().size());
          assertThat(comparison.error()).isLessThan(BAR);
        }
      }
    }
    assertThat(compared).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "pop.csv,10,Gender RaceIndex Population Name",
    "pop_10.csv,10,Gender RaceIndex Population Name",
    "pop_10_semi_colon.csv,10,Gender RaceIndex Population Name",
    "path_with_units.csv,3,Gender RaceIndex Population Name",
    "new_format_with_comment.csv,50,Gender RaceIndex Genotype"
  })
  void filesOfTheFieldAreRead(String file, int individuals, String covariates) {
    Path path = SharedFolder.required("models/population/" + file);
    Simulation simulation = Simulation.load(SharedFolder.required("models/simmodel/POPsim.xml"));
    CsvCohort cohort = new CsvCohort(path, 2, simulation);
    assertThat(cohort.subjects()).isEqualTo(individuals);
    assertThat(String.join(" ", cohort.covariates())).isEqualTo(covariates);
    assertThat(cohort.varied()).extracting(Manifest.Varied::path).contains("Organism|Bone|Volume");
    int count = 0;
    try (Cohort.Reading reading = cohort.open()) {
      for (Subject s = reading.next(); s != null; s = reading.next()) {
        count++;
        assertThat(s.values()).hasDimensions(2, cohort.varied().size());
        assertThat(Arrays.stream(s.values()[0]).anyMatch(v -> v > 0)).isTrue();
        assertThat(Arrays.stream(s.values()[0]).noneMatch(Double::isInfinite)).isTrue();
      }
    }
    assertThat(count).isEqualTo(individuals);
  }

  @ParameterizedTest
  @CsvSource({
    "pop_3_duplicated_column.csv,line 3,this column is there twice",
    "SimResults.csv,line 3,the individual 0 is there twice"
  })
  void whatIsNoPopulationIsRefused(String file, String line, String reason) {
    Path path = SharedFolder.required("models/population/" + file);
    Simulation simulation = Simulation.load(SharedFolder.required("models/simmodel/POPsim.xml"));
    assertThatThrownBy(() -> new CsvCohort(path, 1, simulation))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(line)
        .hasMessageContaining(reason);
  }
}
