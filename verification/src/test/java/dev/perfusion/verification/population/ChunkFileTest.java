package dev.perfusion.verification.population;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrow's own library reads what we write. */
class ChunkFileTest {
  private static final double[] TIMES = {0, 5, 15};

  @TempDir private Path folder;

  @Test
  void arrowReadsAChunk() throws IOException {
    List<Manifest.Output> outputs =
        List.of(
            new Manifest.Output("A|b", "A|b", "µmol/l", "Concentration (molar)", "observer"),
            new Manifest.Output("A|c", "A|c", "", "", "parameter"));
    ChunkTable table = new ChunkTable(TIMES, outputs);
    table.start(3, 6);
    int[][] runs = {{7, 1}, {7, 2}, {-2, 1}, {90, 1}, {90, 2}};
    int last = Integer.MIN_VALUE;
    for (int[] run : runs) {
      if (run[0] != last) {
        table.individual(run[0]);
        last = run[0];
      }
      table.run(run[1]);
      for (int k = 0; k < outputs.size(); k++) {
        for (int t = 0; t < TIMES.length; t++) {
          table.columns()[k][table.offset() + t] = value(run, k, t);
        }
      }
      if (run[0] == -2) {
        table.dropRun();
      }
    }
    Manifest.Chunk chunk =
        table.write(
            new Store(folder), 3, 6, 1234, List.of(new Manifest.Failure(-2, 1, "as it happens")));
    assertThat(chunk.file()).isEqualTo("chunk-00003.arrow");
    Path file = folder.resolve(chunk.file());
    assertThat(chunk.sizeBytes()).isEqualTo(Files.size(file));
    assertThat(chunk.sha256())
        .isEqualTo(HexFormat.of().formatHex(Store.sha256().digest(Files.readAllBytes(file))));
    assertThat(chunk.rows()).isEqualTo(12);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");

    try (RootAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      assertThat(reader.getRecordBlocks()).hasSize(1);
      assertThat(reader.loadNextBatch()).isTrue();
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema().getFields().stream().map(f -> f.getName()))
          .containsExactly("IndividualId", "Replicate", "Time", "A|b", "A|c");
      assertThat(root.getVector("A|b").getField().getMetadata())
          .containsEntry("unit", "µmol/l")
          .containsEntry("kind", "observer");
      assertThat(root.getRowCount()).isEqualTo(12);
      IntVector index = (IntVector) root.getVector("IndividualId");
      long dictionary = index.getField().getDictionary().getId();
      try (IntVector ids =
          (IntVector)
              DictionaryEncoder.decode(index, reader.getDictionaryVectors().get(dictionary))) {
        int row = 0;
        for (int[] run : runs) {
          if (run[0] == -2) {
            continue;
          }
          for (int t = 0; t < TIMES.length; t++, row++) {
            assertThat(ids.get(row)).isEqualTo(run[0]);
            assertThat(((IntVector) root.getVector("Replicate")).get(row)).isEqualTo(run[1]);
            assertThat(((Float8Vector) root.getVector("Time")).get(row)).isEqualTo(TIMES[t]);
            for (int k = 0; k < outputs.size(); k++) {
              assertThat(((Float8Vector) root.getVector(outputs.get(k).column())).get(row))
                  .isEqualTo(value(run, k, t));
            }
          }
        }
      }
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  private static double value(int[] run, int output, int time) {
    return run[0] * 1e3 + run[1] * 1e2 + output * 10 + time + 0.1;
  }
}
