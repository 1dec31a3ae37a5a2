package dev.perfusion.bridge.population.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationFolder;
import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.io.LongResultsCsv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ChunkFormTest {
  private static final double[] TIMES = {0, 7.5, 1440};

  @TempDir private Path folder;

  private static double value(int individual, int replicate, int output, int time) {
    if (individual == 1 && replicate == 1) {
      return Double.NaN;
    }
    return output == 1 && time == 2
        ? Double.POSITIVE_INFINITY
        : (individual + 1) / 3.0 * Math.pow(10, replicate * 4 - 9) * (time + output);
  }

  private String text(ChunkForm form, Manifest manifest, int chunk) throws IOException {
    return text(form, manifest, chunk, ChunkForm.ALL);
  }

  private String text(ChunkForm form, Manifest manifest, int chunk, int only) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.write(folder, manifest, manifest.chunks().get(chunk), only, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void csvIsThatOfTheField() throws IOException {
    Manifest manifest = PopulationFolder.write(folder, 3, 1, 2, TIMES, (i, r, k, t) -> i + k + t);
    assertThat(text(ChunkForm.CSV, manifest, 1))
        .isEqualTo(
            """
            IndividualId,Time [min],Organism|VenousBlood|Drug|Plasma concentration [µmol/l],Organism|Urine|Drug|Fraction excreted
            7,0.0,2.0,3.0
            7,7.5,3.0,4.0
            7,1440.0,4.0,5.0
            """);
  }

  @Test
  void csvOfReplicatesReadsBackToTheSameBits() throws IOException {
    Manifest manifest = PopulationFolder.write(folder, 3, 2, 3, TIMES, ChunkFormTest::value);
    List<String> lines = text(ChunkForm.CSV, manifest, 0).lines().toList();
    assertThat(lines.get(0)).startsWith("IndividualId,Time [min],Replicate,");
    // Three individuals with two replicates, of which one failed.
    assertThat(lines).hasSize(1 + 5 * TIMES.length);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      int individual = (Integer.parseInt(cells[0]) - 1) / 3;
      int time = List.of(0.0, 7.5, 1440.0).indexOf(Double.valueOf(cells[1]));
      for (int k = 0; k < 2; k++) {
        assertThat(Double.parseDouble(cells[3 + k]))
            .isEqualTo(value(individual, Integer.parseInt(cells[2]), k, time));
      }
    }
  }

  @Test
  void jsonReadsBackToTheSameBits() throws IOException {
    Manifest manifest = PopulationFolder.write(folder, 3, 2, 3, TIMES, ChunkFormTest::value);
    JsonNode json = Json.mapper().readTree(text(ChunkForm.JSON, manifest, 0));
    assertThat(json.path("time").get(1).doubleValue()).isEqualTo(7.5);
    assertThat(json.path("outputs").get(0).path("unit").stringValue()).isEqualTo("µmol/l");
    assertThat(json.path("series")).hasSize(5);
    for (JsonNode series : json.path("series")) {
      int individual = (series.path("subjectId").intValue() - 1) / 3;
      int replicate = series.path("replicate").intValue();
      assertThat(series.path("values")).hasSize(2);
      for (int t = 0; t < TIMES.length; t++) {
        assertThat(series.path("values").get(0).get(t).doubleValue())
            .isEqualTo(value(individual, replicate, 0, t));
      }
      assertThat(series.path("values").get(1).get(2).stringValue()).isEqualTo("Infinity");
    }
  }

  /**
   * Readers of the field take what follows the time for outputs, and all rows of an individual for
   * one time course.
   */
  @Test
  void oneReplicateHasTheFormOfTheField() throws IOException {
    Manifest manifest = PopulationFolder.write(folder, 3, 2, 3, TIMES, ChunkFormTest::value);
    List<Integer> read = new ArrayList<>();
    for (int only = 1; only <= 2; only++) {
      String csv = text(ChunkForm.CSV, manifest, 0, only);
      LongResultsCsv reader = LongResultsCsv.of("chunk.csv", new StringReader(csv));
      assertThat(reader.outputs())
          .extracting(LongResultsCsv.Output::path)
          .containsExactlyElementsOf(
              manifest.outputs().stream().map(Manifest.Output::path).toList());
      for (var one = reader.next(); one != null; one = reader.next()) {
        read.add(one.id());
        assertThat(one.times()).containsExactly(TIMES);
        for (int t = 0; t < TIMES.length; t++) {
          assertThat(one.columns()[0][t]).isEqualTo(value((one.id() - 1) / 3, only, 0, t));
        }
      }
      JsonNode json = Json.mapper().readTree(text(ChunkForm.JSON, manifest, 0, only));
      for (JsonNode series : json.path("series")) {
        assertThat(series.path("replicate").intValue()).isEqualTo(only);
        read.remove(Integer.valueOf(series.path("subjectId").intValue()));
      }
    }
    assertThat(read).isEmpty();
  }

  @Test
  void damagedAndMissingChunksAreToldAndOthersStay() throws IOException {
    Manifest manifest = PopulationFolder.write(folder, 6, 1, 2, TIMES, (i, r, k, t) -> i + k + t);
    ChunkCheck check = new ChunkCheck();
    manifest.chunks().forEach(chunk -> check.good(folder, chunk));
    Path first = folder.resolve(manifest.chunks().get(0).file());
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length / 2] ^= 1;
    Files.write(first, bytes);
    Files.delete(folder.resolve(manifest.chunks().get(2).file()));
    assertThatThrownBy(() -> check.good(folder, manifest.chunks().get(0)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("chunk-00000 is damaged")
        .hasMessageContaining("SHA-256");
    assertThat(check.good(folder, manifest.chunks().get(1))).exists();
    assertThatThrownBy(() -> check.good(folder, manifest.chunks().get(2)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("chunk-00002 is missing");
    Files.write(first, new byte[] {1});
    assertThatThrownBy(
            () ->
                ChunkForm.CSV.write(
                    folder,
                    manifest,
                    manifest.chunks().get(0),
                    ChunkForm.ALL,
                    new ByteArrayOutputStream()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("chunk-00000 cannot be read");
  }
}
