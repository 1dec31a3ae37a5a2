package dev.perfusion.bridge.population.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvCohortTest {
  private static Simulation simulation;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      simulation = Simulation.load(stream, DemoModel.FILE_NAME);
    }
  }

  private CsvCohort cohort(String text) throws IOException {
    return new CsvCohort(Files.writeString(folder.resolve("population.csv"), text), 2, simulation);
  }

  @Test
  void individualsComeAsTheyAre() throws IOException {
    CsvCohort cohort =
        cohort(
            """
            #Project: x;;;
            IndividualId;Sex;Organism|Weight [kg];Organism|Nowhere;"Organism|Lung|Drug|Concentration";Organism|VenousBlood|Drug
            17;"f";80.5;1;;4
            3;m;NaN;2;0;5
            """);
    assertThat(cohort.subjects()).isEqualTo(2);
    assertThat(cohort.covariates()).containsExactly("Sex");
    assertThat(cohort.varied()).hasSize(2);
    assertThat(cohort.varied().get(0).path()).isEqualTo("Organism|Weight");
    assertThat(cohort.warnings())
        .contains(
            "1 columns of the file are not in the model and change nothing: Organism|Nowhere.")
        .contains(
            "1 columns of the file are no parameters of the model and change nothing: Organism|VenousBlood|Drug.");
    try (Cohort.Reading reading = cohort.open()) {
      Subject first = reading.next();
      assertThat(first.id()).isEqualTo(17);
      assertThat(first.covariates()).containsExactly("f");
      assertThat(first.values()).hasDimensions(2, 2);
      assertThat(first.values()[0]).containsExactly(80.5, Double.NaN);
      Subject second = reading.next();
      assertThat(second.id()).isEqualTo(3);
      assertThat(second.values()[1]).containsExactly(Double.NaN, 0);
      assertThat(reading.next()).isNull();
    }
    try (Cohort.Reading reading = cohort.open()) {
      reading.skip(1);
      assertThat(reading.next().id()).isEqualTo(3);
    }
  }

  private CsvCohort ageing(String population, String ageing) throws IOException {
    return new CsvCohort(
        Files.writeString(folder.resolve("population.csv"), population),
        Files.writeString(folder.resolve("ageing.csv"), ageing),
        1,
        simulation);
  }

  @Test
  void individualsAge() throws IOException {
    String population = "IndividualId,Organism|Weight\n4,70\n7,80\n9,90\n";
    CsvCohort cohort =
        ageing(
            population,
            """
            IndividualId;ParameterPath;Time;Value
            7;Organism|Hematocrit;0;0.4
            7;Organism|Weight;0;80
            7;Organism|Weight;1440;81
            9;Organism|Hematocrit;0;0.5
            9;Organism|Hematocrit;60;0.45
            9;Organism|Nowhere;60;1
            9;Organism|VenousBlood|Drug;60;1
            12;Organism|Weight;0;1
            """);
    assertThat(cohort.aged()).containsExactly("Organism|Hematocrit", "Organism|Weight");
    assertThat(cohort.kind()).isEqualTo("csv+ageing");
    assertThat(cohort.sha256())
        .isNotEqualTo(ageing(population, "IndividualId,ParameterPath,Time,Value\n").sha256())
        .isNotEqualTo(cohort(population).sha256());
    assertThat(ageing(population, "IndividualId,ParameterPath,Time,Value\n").aged()).isEmpty();
  }

  @Test
  void whatAgesIsToldPerIndividual() throws IOException {
    CsvCohort cohort =
        ageing(
            "IndividualId,Organism|Weight\n4,70\n7,80\n9,90\n",
            """
            IndividualId,ParameterPath,Time,Value
            7,Organism|Weight,0,80
            7,Organism|Weight,1440,81
            9,Demo|Organism|Hematocrit,0,0.5
            9,Organism|Nowhere,60,1
            9,Organism|VenousBlood|Drug,60,1
            12,Organism|Weight,0,1
            """);
    assertThat(cohort.warnings())
        .contains(
            "1 individuals of the ageing file are not in the population: 12.",
            "1 paths of the ageing file are not in the model and change nothing: Organism|Nowhere.",
            "1 paths of the ageing file are no parameters of the model and change nothing: Organism|VenousBlood|Drug.");
    try (Cohort.Reading reading = cohort.open()) {
      assertThat(reading.next().tables()).containsExactly(null, null);
      Subject second = reading.next();
      assertThat(second.tables()[0].points()).extracting(TablePoint::y).containsExactly(80.0, 81.0);
      assertThat(second.tables()[1]).isNull();
      assertThat(reading.next().tables()[1].points()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          4,Organism|Weight,0,NaN                              ! line 2, column 4 (Value)
          4,Organism|Weight,x,1                                ! line 2, column 3 (Time): not a number
          4,Organism|Weight,0,1;4,Organism|Weight,0,2          ! line 3, column 3 (Time): the time 0.0 is there twice
          4,Organism|Weight,0,1;4,Demo|Organism|Weight,0,2     ! with and without the name of the simulation
          4,Organism|Weight,0                                  ! line 2
          """)
  void whatIsWrongWithAgeingIsNamed(String rows, String message) {
    assertThatThrownBy(
            () ->
                ageing(
                    "IndividualId,Organism|Weight\n4,70\n",
                    "IndividualId,ParameterPath,Time,Value\n" + rows.strip().replace(';', '\n')))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("ageing.csv")
        .hasMessageContaining(message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      textBlock =
          """
          IndividualId,Organism|Weight;                       ! has no individuals, only a header
          IndividualId,Organism|Weight;1,70;1,80              ! line 3, column 1 (IndividualId): the individual 1 is there twice
          IndividualId,Organism|Weight;1,70;2,Infinity        ! line 3, column 2 (Organism|Weight)
          IndividualId,Organism|Weight;1,70;2,x               ! line 3, column 2 (Organism|Weight): not a number
          IndividualId,Organism|Weight;1,70;2                 ! line 3
          IndividualId,Organism|Weight,Demo|Organism|Weight;1,70,70 ! column Demo|Organism|Weight: another column sets the same parameter
          IndividualId,Replicate,Organism|Weight;1,1,70       ! column Replicate
          Id,Organism|Weight;1,70                             ! no column IndividualId
          """)
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> cohort(text.strip().replace(';', '\n')))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("population.csv")
        .hasMessageContaining(message.strip());
  }
}
