package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.SubjectsReader;
import dev.perfusion.bridge.population.table.TextBytes;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PK parameters of each run and output: written as text, and kept as numbers in a temporary file
 * for their statistics. Memory: the text of a chunk for each thread.
 */
final class PkTable implements Closeable, RunRows {
  private static final String SPOOL = "pk-numbers.tmp";
  private static final int PIECE = 1 << 18;

  private final StoredRuns runs;
  private final Threads threads;
  private final Runnable checkpoint;
  private final List<String> names = PkParameters.names();
  private final Map<String, Integer> position = new HashMap<>();
  private final String[] units;
  private final FileChannel spool;

  /** Output and parameter of each column, as in the text. */
  private final byte[][] cells;

  PkTable(StoredRuns runs, Threads threads, Runnable checkpoint) throws IOException {
    this.runs = runs;
    this.threads = threads;
    this.checkpoint = checkpoint;
    for (String name : names) {
      position.put(name, position.size());
    }
    units = new String[width()];
    cells = new byte[width()][];
    for (int c = 0; c < cells.length; c++) {
      String text = TextBytes.quoted(output(c).path()) + ',' + parameter(c) + ',';
      cells[c] = text.getBytes(StandardCharsets.UTF_8);
    }
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
    out.put("IndividualId,").put(replicated() ? "Replicate," : "");
    out.put("QuantityPath,Parameter,Value,Unit\n");
    double[] times = runs.times();
    int atOnce = threads.parallelism();
    List<Part> parts = new ArrayList<>();
    try (SubjectsReader subjects = SubjectsReader.open(runs.folder(), manifest)) {
      for (Manifest.Chunk chunk : manifest.chunks()) {
        parts.add(new Part(chunk, subjects));
        if (parts.size() == atOnce) {
          append(parts, base, times, out);
        }
      }
    }
    append(parts, base, times, out);
  }

  private boolean replicated() {
    return runs.manifest().inputs().replicates() > 1;
  }

  private void append(List<Part> parts, SimulationRun base, double[] times, TextBytes out)
      throws IOException {
    threads.each(parts.size(), i -> parts.get(i).compute(base.copy(), times));
    for (Part part : parts) {
      out.put(part.text.toByteArray());
      while (part.numbers.hasRemaining()) {
        spool.write(part.numbers);
      }
      for (int c = 0; c < units.length; c++) {
        units[c] = units[c] == null ? part.units[c] : units[c];
      }
    }
    parts.clear();
  }

  /** The runs of a chunk. */
  private final class Part {
    private final Manifest.Chunk chunk;
    private final int[] individuals;
    private final int[] replicates;
    private final double[][] varied;
    private final String[] units = new String[width()];
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private ByteBuffer numbers;

    Part(Manifest.Chunk chunk, SubjectsReader subjects) throws IOException {
      this.chunk = chunk;
      try (ChunkReader reader = ChunkReader.open(runs.folder(), runs.manifest(), chunk)) {
        individuals = reader.individuals();
        replicates = reader.replicates();
      }
      varied = new double[individuals.length][runs.manifest().varied().size()];
      for (int i = 0; i < individuals.length; i++) {
        subjects.seek(individuals[i], replicates[i]);
        for (int v = 0; v < varied[i].length; v++) {
          varied[i][v] = subjects.value(v);
        }
      }
    }

    void compute(SimulationRun base, double[] times) throws IOException {
      List<Manifest.Output> outputs = runs.manifest().outputs();
      double[] curve = new double[times.length];
      numbers = ByteBuffer.allocate(Math.multiplyExact(individuals.length, width() * Double.BYTES));
      TextBytes out = new TextBytes(text);
      double[] row = new double[width()];
      try (ChunkReader reader = ChunkReader.open(runs.folder(), runs.manifest(), chunk)) {
        for (int i = 0; i < individuals.length; i++) {
          checkpoint.run();
          SimulationRun run = applied(base, varied[i]);
          Arrays.fill(row, Double.NaN);
          for (int k = 0; k < outputs.size(); k++) {
            Manifest.Output output = outputs.get(k);
            reader.values(k, i, 1, curve, 0);
            Dosing dosing = run.dosing(output.path());
            for (PkValue value : PkParameters.of(times, curve, output.unit(), dosing)) {
              int column = k * names.size() + position.get(value.name());
              row[column] = value.value();
              units[column] = value.unit();
              out.put(individuals[i]).put(',');
              if (replicated()) {
                out.put(replicates[i]).put(',');
              }
              out.put(cells[column]).put(value.value()).put(',').put(value.unit()).put('\n');
            }
          }
          numbers.asDoubleBuffer().put(row);
          numbers.position(numbers.position() + row.length * Double.BYTES);
        }
      }
      out.flush();
      numbers.flip();
    }
  }

  private SimulationRun applied(SimulationRun base, double[] values) {
    SimulationRun run = base.copy();
    List<Manifest.Varied> varied = runs.manifest().varied();
    for (int v = 0; v < values.length; v++) {
      if (!Double.isNaN(values[v])) {
        run.set(varied.get(v).path(), values[v]);
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
