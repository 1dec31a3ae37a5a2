package dev.perfusion.engine.io;

import static java.util.Comparator.comparingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.engine.io.PopulationCsv.Column;
import dev.perfusion.engine.io.PopulationCsv.Individual;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.TablePoint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Population and ageing files: what is read, and what is refused at which line and column. */
class PopulationCsvTest {
  private static final String PLAIN =
      """
      #Project: demo
      # any comment
      "IndividualId","Gender","Population","Organism|Weight [kg]","Organism|Liver|Volume [l]"
      7,1,"pop ""A"", first",73.2,1.8
      -3,2,,6E1,NaN
      """;

  private static List<Individual> individuals(PopulationCsv population) {
    List<Individual> individuals = new ArrayList<>();
    for (Individual i = population.next(); i != null; i = population.next()) {
      individuals.add(i);
    }
    return individuals;
  }

  private static List<Individual> individuals(String text) {
    return individuals(PopulationCsv.of("pop.csv", new StringReader(text)));
  }

  @Test
  void parametersAndCovariatesAreToldApart() {
    PopulationCsv population = PopulationCsv.of("pop.csv", new StringReader(PLAIN));

    assertThat(population.covariates()).containsExactly("Gender", "Population");
    assertThat(population.columns())
        .containsExactly(
            Column.of("Organism|Weight", "kg"), Column.of("Organism|Liver|Volume", "l"));
    List<Individual> individuals = individuals(population);
    assertThat(individuals).extracting(Individual::id).containsExactly(7, -3);
    assertThat(individuals.get(0).values()).containsExactly(73.2, 1.8);
    assertThat(individuals.get(0).covariates()).containsExactly("1", "pop \"A\", first");
    assertThat(individuals.get(1).values()).containsExactly(60, Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", ","})
  void separatorsMarksAndLineEndsDoNotMatter(String separator) {
    String text =
        "\ufeff#comment;;;\r\nIndividualId;Organism|Weight;Gender\r\n0;70;1\r\n\r\n1;80.5;2"
            .replace(";", separator);

    List<Individual> individuals = individuals(text);
    assertThat(individuals).hasSize(2);
    assertThat(individuals.get(1).values()).containsExactly(80.5);
    assertThat(individuals.get(1).covariates()).containsExactly("2");
  }

  @Test
  void theExactPathWinsOverTheOneWithoutUnit() {
    Column column = Column.of("A|B", "l");
    assertThat(column.pathIn(path -> path.equals("A|B [l]") || path.equals("A|B")))
        .isEqualTo("A|B [l]");
    assertThat(column.pathIn("A|B"::equals)).isEqualTo("A|B");
    assertThat(column.pathIn(path -> false)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "Id,A|B\\n0,1 ! line 1 ! no column IndividualId",
        "IndividualId,A|B,A|B [l]\\n0,1,1 ! line 1, column 3 (A|B [l]) ! first as column 2",
        "IndividualId,A|B\\n0,1,5 ! line 2 ! 3 cells, the header 2",
        "#x\\nIndividualId,A|B\\n0,1\\n1,abc ! line 4, column 2 (A|B) ! not a number: \"abc\"",
        "IndividualId;A|B\\n0;1,5 ! line 2, column 2 (A|B) ! decimal point",
        "IndividualId,A|B\\n0.5,1 ! line 2, column 1 (IndividualId) ! not an integer: \"0.5\"",
        "IndividualId,A|B\\n4,1\\n4,1 ! line 3, column 1 (IndividualId) ! 4 is there twice",
        "IndividualId,A|B\\n\"4,1 ! line 2 ! a quote is not closed",
        "#only a comment ! line 1 ! empty"
      })
  void errorsNameLineAndColumn(String text, String place, String reason) {
    assertThatThrownBy(() -> individuals(text.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> {
              assertThat(e.file()).isEqualTo("pop.csv");
              assertThat(e.element()).isEqualTo(place);
              assertThat(e.reason()).contains(reason);
            });
  }

  @Test
  void filesThatAreMissingOrNoTextAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin1.csv");
    assertThatThrownBy(() -> PopulationCsv.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("there is no such file");
    Files.write(file, "IndividualId,Caf\u00e9|A\n0,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PopulationCsv.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void whatIsWrittenReadsBackEqual(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pop.csv");
    List<Column> columns = List.of(Column.of("A|\"B\", c", ""), Column.of("A|B", "\u00b5mol"));
    List<Individual> written =
        List.of(
            new Individual(3, new double[] {0.1 + 0.2, Double.NaN}, List.of("x, \"y\"")),
            new Individual(1, new double[] {-1e-300, 1.0 / 3}, List.of("")));
    PopulationCsv.write(columns, List.of("Note"), written, file);

    try (PopulationCsv population = PopulationCsv.open(file)) {
      assertThat(population.columns()).isEqualTo(columns);
      List<Individual> read = individuals(population);
      assertThat(read).hasSize(2);
      for (int i = 0; i < 2; i++) {
        assertThat(read.get(i).id()).isEqualTo(written.get(i).id());
        assertThat(read.get(i).values()).isEqualTo(written.get(i).values());
        assertThat(read.get(i).covariates()).isEqualTo(written.get(i).covariates());
      }
    }
  }

  @Test
  void ageingBecomesTables() {
    Map<Integer, Map<String, Formula.Table>> ageing =
        AgeingCsv.read(
            "ageing.csv",
            new StringReader(
                "IndividualId;ParameterPath;Time;Value\n0;A|B;10;2\n0;A|B;0;1\n2;A|C;0;5\n"));

    assertThat(ageing).containsOnlyKeys(0, 2);
    assertThat(ageing.get(0).get("A|B"))
        .isEqualTo(
            new Formula.Table(
                List.of(new TablePoint(0, 1, false), new TablePoint(10, 2, false)), false));
  }

  @Test
  void ageingRowsMayComeInAnyOrder() {
    StringBuilder text = new StringBuilder("IndividualId,ParameterPath,Time,Value\n");
    int rows = 1_000;
    for (int i = rows; i > 0; i--) {
      text.append("7,a|b,").append(i).append(',').append(i).append('\n');
    }

    Formula.Table table =
        AgeingCsv.read("ageing", new StringReader(text.toString())).get(7).get("a|b");

    assertThat(table.points()).hasSize(rows).isSortedAccordingTo(comparingDouble(TablePoint::x));
    assertThatThrownBy(
            () -> AgeingCsv.read("ageing", new StringReader(text + "7,a|b,5,1\n7,a|b,900000,1\n")))
        .hasMessageContaining("line " + (rows + 2) + ", column 3 (Time)")
        .hasMessageContaining("the time 5.0 is there twice");
  }

  @Test
  void ageingErrorsNameLineAndColumn() {
    assertThatThrownBy(
            () ->
                AgeingCsv.read(
                    "ageing.csv",
                    new StringReader(
                        "IndividualId,ParameterPath,Time,Value\n0,A|B,1,2\n0,A|B,1,3\n")))
        .hasMessageContaining("ageing.csv: line 3, column 3 (Time)")
        .hasMessageContaining("1.0 is there twice");
    assertThatThrownBy(() -> AgeingCsv.read("a.csv", new StringReader("IndividualId,Time,Value\n")))
        .hasMessageContaining("no column ParameterPath");
  }

  @ParameterizedTest
  @CsvSource({
    "pop.csv,10,96",
    "pop_10.csv,10,96",
    "pop_10_semi_colon.csv,10,96",
    "path_with_units.csv,3,96",
    "new_format_with_comment.csv,50,86"
  })
  void sharedFiles(String name, int individuals, int columns) {
    try (PopulationCsv population = PopulationCsv.open(shared(name))) {
      assertThat(population.covariates()).contains("Gender", "RaceIndex");
      assertThat(population.columns()).extracting(Column::path).contains("Organism|Weight");
      assertThat(population.columns()).hasSize(columns);
      List<Individual> read = individuals(population);
      assertThat(read).hasSize(individuals);
      assertThat(read).allSatisfy(i -> assertThat(i.values()[0]).isBetween(1.0, 300.0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSharedFileWithADuplicatedColumnIsRefusedThere() {
    Path file = shared("pop_3_duplicated_column.csv");
    assertThatThrownBy(() -> PopulationCsv.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("line 3, column 15 (Organism|ArterialBlood|Volume [l])")
        .hasMessageContaining("column 14");
  }

  private static Path shared(String name) {
    String configured = System.getProperty("perfusion.shared");
    Path folder =
        (configured == null ? Path.of("../../shared") : Path.of(configured))
            .resolve("models/population");
    assumeTrue(
        Files.isDirectory(folder),
        () -> "skipped: " + folder.toAbsolutePath().normalize() + " is missing");
    return folder.resolve(name);
  }
}
