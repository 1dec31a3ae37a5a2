package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.SubjectsReader;
import dev.perfusion.bridge.population.table.TextBytes;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PK parameters of each run and output: written as text, and kept as numbers in a temporary file
 * for their statistics.
 */
final class PkTable implements Closeable, RunRows {
  private static final String SPOOL = "pk-numbers.tmp";
  private static final int PIECE = 1 << 18;

  private final StoredRuns runs;
  private final Runnable checkpoint;
  private final List<String> names = PkParameters.names();
  private final Map<String, Integer> position = new HashMap<>();
  private final String[] units;
  private final FileChannel spool;

  PkTable(StoredRuns runs, Runnable checkpoint) throws IOException {
    this.runs = runs;
    this.checkpoint = checkpoint;
    for (String name : names) {
      position.put(name, position.size());
    }
    units = new String[width()];
    Path file = runs.folder().resolve(SPOOL);
    spool =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  @Override
  public int width() {
    return runs.manifest().outputs().size() * names.size();
  }

  /** Unit of a column; null when no run has that parameter. */
  String unit(int column) {
    return units[column];
  }

  /** Output that a column belongs to. */
  Manifest.Output output(int column) {
    return runs.manifest().outputs().get(column / names.size());
  }

  /** Parameter in a column. */
  String parameter(int column) {
    return names.get(column % names.size());
  }

  /**
   * Computes all of it and writes the table of the field: {@code IndividualId,QuantityPath,
   * Parameter,Value,Unit}, with several replicates {@code Replicate} in second place.
   */
  void write(SimulationRun base, TextBytes out) throws IOException {
    Manifest manifest = runs.manifest();
    boolean replicated = manifest.inputs().replicates() > 1;
    out.put("IndividualId,").put(replicated ? "Replicate," : "");
    out.put("QuantityPath,Parameter,Value,Unit\n");
    double[] times = runs.times();
    double[] curve = new double[times.length];
    double[] row = new double[width()];
    ByteBuffer spooled = ByteBuffer.allocate(row.length * Double.BYTES);
    try (SubjectsReader subjects = SubjectsReader.open(runs.folder(), manifest)) {
      for (Manifest.Chunk chunk : manifest.chunks()) {
        try (ChunkReader reader = ChunkReader.open(runs.folder(), manifest, chunk)) {
          int[] individuals = reader.individuals();
          int[] replicates = reader.replicates();
          for (int i = 0; i < individuals.length; i++) {
            checkpoint.run();
            subjects.seek(individuals[i], replicates[i]);
            SimulationRun run = applied(base, subjects);
            Arrays.fill(row, Double.NaN);
            for (int k = 0; k < manifest.outputs().size(); k++) {
              Manifest.Output output = manifest.outputs().get(k);
              reader.values(k, i, 1, curve, 0);
              Dosing dosing = run.dosing(output.path());
              for (PkValue value : PkParameters.of(times, curve, output.unit(), dosing)) {
                int column = k * names.size() + position.get(value.name());
                row[column] = value.value();
                units[column] = value.unit();
                out.put(individuals[i]).put(',');
                if (replicated) {
                  out.put(replicates[i]).put(',');
                }
                out.cell(output.path()).put(',').put(value.name()).put(',');
                out.put(value.value()).put(',').put(value.unit()).put('\n');
              }
            }
            spooled.clear();
            spooled.asDoubleBuffer().put(row);
            while (spooled.hasRemaining()) {
              spool.write(spooled);
            }
          }
        }
      }
    }
  }

  private SimulationRun applied(SimulationRun base, SubjectsReader subjects) {
    SimulationRun run = base.copy();
    List<Manifest.Varied> varied = runs.manifest().varied();
    for (int v = 0; v < varied.size(); v++) {
      double value = subjects.value(v);
      if (!Double.isNaN(value)) {
        run.set(varied.get(v).path(), value);
      }
    }
    return run;
  }

  @Override
  public void read(Sink sink) throws IOException {
    int most = Math.max(1, PIECE / Double.BYTES / width());
    double[] values = new double[most * width()];
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
    long end = spool.size();
    for (long at = 0; at < end; at += bytes.limit()) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), end - at));
      while (bytes.hasRemaining()) {
        spool.read(bytes, at + bytes.position());
      }
      bytes.flip();
      bytes.asDoubleBuffer().get(values, 0, bytes.limit() / Double.BYTES);
      sink.take(bytes.limit() / Double.BYTES / width(), values);
    }
  }

  /** Columns that some run has. */
  List<Integer> columns() {
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < units.length; c++) {
      if (units[c] != null) {
        columns.add(c);
      }
    }
    return columns;
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
