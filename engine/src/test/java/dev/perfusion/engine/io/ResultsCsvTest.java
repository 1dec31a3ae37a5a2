package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCsvTest {
  @Test
  void headerQuotesPathsAndRowsFollowTheTimes() throws IOException {
    StringBuilder out = new StringBuilder();

    ResultsCsv.write(
        List.of("S|Organism|A", "S|say \"x\", µ"),
        new double[] {0, 0.1},
        new double[][] {{1e-10, 2}, {-0.0, Double.NaN}},
        out);

    assertThat(out)
        .hasToString(
            """
            Time,"S|Organism|A","S|say ""x"", µ"
            0,1e-10,-0
            0.10000000000000001,2,NaN
            """);
  }

  @Test
  void numbersHaveSeventeenDigitsAsInC() throws IOException {
    assertThat(row(1 / 3.0)).isEqualTo("0.33333333333333331");
    assertThat(row(1e-5)).isEqualTo("1.0000000000000001e-05");
    assertThat(row(0.0001)).isEqualTo("0.0001");
    assertThat(row(1.5)).isEqualTo("1.5");
    assertThat(row(-123456.789)).isEqualTo("-123456.789");
    assertThat(row(1e16)).isEqualTo("10000000000000000");
    assertThat(row(1e17)).isEqualTo("1e+17");
    assertThat(row(1.7976931348623157e308)).isEqualTo("1.7976931348623157e+308");
    assertThat(row(Double.MIN_VALUE)).isEqualTo("4.9406564584124654e-324");
    assertThat(row(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    assertThat(row(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
  }

  @Test
  void everyDoubleComesBack() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 4_000; i++) {
      double x = Double.longBitsToDouble(random.nextLong());
      assertThat(Double.valueOf(row(x))).isEqualTo(Double.valueOf(x));
    }
  }

  @Test
  void writesUtf8Files(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.csv");

    ResultsCsv.write(List.of("S|µ"), new double[] {1}, new double[][] {{2}}, file);

    assertThat(Files.readString(file)).isEqualTo("Time,\"S|µ\"\n1,2\n");
  }

  @Test
  void sizesMustAgree() {
    assertThatThrownBy(
            () ->
                ResultsCsv.write(List.of("a"), new double[2], new double[0][], new StringBuilder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 paths but 0 columns");
    assertThatThrownBy(
            () ->
                ResultsCsv.write(
                    List.of("a"), new double[2], new double[1][1], new StringBuilder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a: 1 values but 2 times");
  }

  private static String row(double x) throws IOException {
    StringBuilder out = new StringBuilder();
    ResultsCsv.write(List.of(), new double[] {x}, new double[0][], out);
    return out.substring("Time\n".length(), out.length() - 1);
  }
}
