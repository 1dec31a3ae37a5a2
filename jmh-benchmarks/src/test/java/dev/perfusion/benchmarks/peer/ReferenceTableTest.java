package dev.perfusion.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTableTest {
  @TempDir private Path folder;

  private Path gzip(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private ReferenceTable table() throws IOException {
    return ReferenceTable.read(
        gzip(
            "r.csv.gz",
            "#kind,S,O",
            "#id,1,2",
            "#threshold,1e-3,0.5",
            "Time,\"M|A, B\",M|C",
            "0,0,nan",
            "1.5,4,-inf"));
  }

  @Test
  void columnsThresholdsAndTimesAreRead() throws IOException {
    ReferenceTable table = table();

    assertThat(table.paths()).containsExactly("M|A, B", "M|C");
    assertThat(table.thresholds()).containsExactly(1e-3, 0.5);
    assertThat(table.times()).containsExactly(0, 1.5);
    assertThat(table.columns()[0]).containsExactly(0, 4);
    assertThat(table.columns()[1]).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
    assertThat(table.only(Set.of("M|C", "M|D")).paths()).containsExactly("M|C");
    assertThat(table.only(Set.of("M|C")).thresholds()).containsExactly(0.5);
  }

  @Test
  void errorIsRelativeToTheColumn() throws IOException {
    ReferenceTable reference = table();
    ReferenceTable close =
        new ReferenceTable(
            List.of("M|C", "M|A, B"),
            new double[2],
            new double[] {0, 1, 1.5},
            new double[][] {{Double.NaN, 0, Double.NEGATIVE_INFINITY}, {0, 7, 4.02}});

    Comparison comparison = Comparison.of(close, reference);

    assertThat(comparison.error()).isCloseTo(0.005, within(1e-15));
    assertThat(comparison.worst()).isEqualTo("M|A, B");
    assertThat(comparison.time()).isEqualTo(1.5);
    assertThat(comparison.columns()).isEqualTo(2);
    assertThatThrownBy(() -> Comparison.of(close.only(Set.of("M|C")), reference))
        .hasMessageContaining("M|A, B");
  }

  @Test
  void individualsHaveTheirOwnRows() throws IOException {
    ReferencePopulation population =
        ReferencePopulation.read(
            gzip("p.tsv.gz", "individual\tid\tpath\tbase\tvalue", "0\t7\tW\t1\t2", "1\t7\tW\t1\t3"),
            gzip("p.csv.gz", "#id,individual,1", "Time,individual,M|A", "0,0,5", "0,1,6", "9,1,7"));

    assertThat(population.parameters()).extracting(p -> p.get("W")).containsExactly(2.0, 3.0);
    assertThat(population.of(1).times()).containsExactly(0, 9);
    assertThat(population.of(1).columns()[0]).containsExactly(6, 7);
  }
}
