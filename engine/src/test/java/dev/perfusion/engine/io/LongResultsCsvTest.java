package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.engine.io.LongResultsCsv.Individual;
import dev.perfusion.engine.io.LongResultsCsv.Output;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Result files of many individuals, and the wide format read back. */
class LongResultsCsvTest {
  private static final List<Output> OUTPUTS =
      List.of(new Output("Organism|A", "\u00b5mol/l"), new Output("Organism|Fraction", ""));

  private static LongResultsCsv reader(String text) {
    return LongResultsCsv.of("results.csv", new StringReader(text));
  }

  @Test
  void whatIsWrittenReadsBackEqual() throws IOException {
    double[] times = {0, 0.1 + 0.2, 1440};
    Individual first = new Individual(4, times, new double[][] {{0, 1.0 / 3, 2}, {1, 1, 1}});
    Individual second =
        new Individual(0, times, new double[][] {{5e-324, -1, Double.NaN}, {0, 0, 0}});
    StringBuilder text = new StringBuilder();
    LongResultsCsv.writeHeader(OUTPUTS, text);
    LongResultsCsv.writeRows(first, text);
    LongResultsCsv.writeRows(second, text);

    assertThat(text)
        .startsWith(
            "\"IndividualId\",\"Time [min]\",\"Organism|A [\u00b5mol/l]\",\"Organism|Fraction\"\n"
                + "4,0,0,1\n");
    LongResultsCsv read = reader(text.toString());
    assertThat(read.outputs()).isEqualTo(OUTPUTS);
    for (Individual expected : List.of(first, second)) {
      Individual found = read.next();
      assertThat(found.id()).isEqualTo(expected.id());
      assertThat(found.times()).isEqualTo(expected.times());
      assertThat(Arrays.deepEquals(found.columns(), expected.columns())).isTrue();
    }
    assertThat(read.next()).isNull();
  }

  @Test
  void timesInHoursBecomeMinutes() {
    assertThat(reader("IndividualId;Time [h];A|B\n0;0;1\n0;1.5;2\n").next().times())
        .containsExactly(0, 90);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0,0,1\\n1,0,1\\n0,1,1 ! line 4, column 1 (IndividualId) ! stand apart",
        "0,0,1\\n0,1,1\\n1,0,1\\n1,2,1 ! line 5, column 2 (Time [min]) ! differ from those",
        "0,0,1\\n1,0,1\\n1,2,1 ! line 4, column 2 (Time [min]) ! differ from those",
        "0,0,1\\n0,x,1 ! line 3, column 2 (Time [min]) ! not a number",
        "0,0,1\\n0,1,1\\n1,0,1 ! line 4, column 2 (Time [min]) ! 1 times, the first one has 2"
      })
  void errorsNameLineAndColumn(String rows, String place, String reason) {
    LongResultsCsv results =
        reader("IndividualId,Time [min],A|B\n" + rows.replace("\\n", "\n") + "\n");
    assertThatThrownBy(
            () -> {
              while (results.next() != null) {
                continue;
              }
            })
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> {
              assertThat(e.element()).isEqualTo(place);
              assertThat(e.reason()).contains(reason);
            });
  }

  @Test
  void theWideFormatReadsBackEqual() throws IOException {
    List<String> paths = List.of("M|A", "M|\"B\", c");
    double[] times = {0, 1.0 / 3};
    double[][] columns = {{1e-300, Double.POSITIVE_INFINITY}, {-0.1, Double.NaN}};
    StringBuilder text = new StringBuilder();
    ResultsCsv.write(paths, times, columns, text);
    ResultsCsv.Table table = ResultsCsv.read("wide.csv", new StringReader(text.toString()));

    assertThat(table.paths()).isEqualTo(paths);
    assertThat(table.times()).isEqualTo(times);
    assertThat(Arrays.deepEquals(table.columns(), columns)).isTrue();
  }

  @Test
  void theSharedFile() throws IOException {
    String configured = System.getProperty("perfusion.shared");
    Path file =
        (configured == null ? Path.of("../../shared") : Path.of(configured))
            .resolve("models/population/SimResults.csv");
    assumeTrue(
        Files.exists(file), () -> "skipped: " + file.toAbsolutePath().normalize() + " is missing");
    try (LongResultsCsv results = LongResultsCsv.open(file)) {
      assertThat(results.outputs())
          .singleElement()
          .extracting(Output::unit)
          .isEqualTo("\u00b5mol/l");
      Individual only = results.next();
      assertThat(only.id()).isZero();
      assertThat(only.times()).hasSize(491).startsWith(0, 1, 2);
      assertThat(only.columns()[0]).startsWith(0, 3.254674, 9.100459);
      assertThat(results.next()).isNull();
    }
  }
}
