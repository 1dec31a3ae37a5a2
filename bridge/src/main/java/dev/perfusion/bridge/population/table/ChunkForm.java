package dev.perfusion.bridge.population.table;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.json.ShortestDecimal;
import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Chunks as text. Writing needs the memory of one run, whatever the size of the chunk; the same
 * chunk gives the same bytes each time.
 */
public enum ChunkForm {
  /**
   * Results CSV of the field: {@code IndividualId,Time [min],<path> [<unit>],...}, a row per run
   * and time. With several replicates the column {@code Replicate} comes third, which readers of
   * the field take for an output and whose rows they take for one long time course: they need one
   * replicate.
   */
  CSV("text/csv") {
    @Override
    void write(Manifest manifest, ChunkReader chunk, int only, TextBytes out) throws IOException {
      boolean replicated = manifest.inputs().replicates() > 1 && only == ALL;
      out.put("IndividualId,Time [min]").put(replicated ? ",Replicate" : "");
      for (Manifest.Output output : manifest.outputs()) {
        out.put(',');
        out.cell(
            output.unit().isEmpty() ? output.path() : output.path() + " [" + output.unit() + "]");
      }
      out.put('\n');
      double[] times = chunk.times();
      byte[][] timeCells = new byte[times.length][];
      for (int t = 0; t < times.length; t++) {
        byte[] cell = new byte[ShortestDecimal.MAX_BYTES];
        int length = ShortestDecimal.write(times[t], cell, 0);
        timeCells[t] = (',' + ascii(cell, length)).getBytes(StandardCharsets.ISO_8859_1);
      }
      int[] individuals = chunk.individuals();
      int[] replicates = chunk.replicates();
      double[][] values = new double[manifest.outputs().size()][times.length];
      for (int run = 0; run < chunk.runs(); run++) {
        if (only != ALL && replicates[run] != only) {
          continue;
        }
        read(chunk, run, values);
        byte[] id = Integer.toString(individuals[run]).getBytes(StandardCharsets.ISO_8859_1);
        byte[] replicate =
            (replicated ? "," + replicates[run] : "").getBytes(StandardCharsets.ISO_8859_1);
        for (int t = 0; t < times.length; t++) {
          out.put(id).put(timeCells[t]).put(replicate);
          for (double[] one : values) {
            out.put(',').put(one[t]);
          }
          out.put('\n');
        }
      }
    }
  },

  /**
   * {@code {timeUnit, time[], replicates, outputs[{path, unit}], series[{subjectId, replicate,
   * values[][]}]}}: {@code values} has a list per output, each as long as {@code time}.
   */
  JSON("application/json") {
    @Override
    void write(Manifest manifest, ChunkReader chunk, int only, TextBytes out) throws IOException {
      out.put("{\"timeUnit\":\"min\",\"time\":");
      list(chunk.times(), out);
      out.put(",\"replicates\":").put(manifest.inputs().replicates()).put(",\"outputs\":");
      List<Object> outputs = new ArrayList<>();
      for (Manifest.Output output : manifest.outputs()) {
        outputs.add(java.util.Map.of("path", output.path(), "unit", output.unit()));
      }
      out.put(Json.bytes(outputs)).put(",\"series\":[");
      int[] individuals = chunk.individuals();
      int[] replicates = chunk.replicates();
      double[][] values = new double[manifest.outputs().size()][manifest.time().points()];
      String separator = "\n";
      for (int run = 0; run < chunk.runs(); run++) {
        if (only != ALL && replicates[run] != only) {
          continue;
        }
        read(chunk, run, values);
        out.put(separator).put("{\"subjectId\":").put(individuals[run]);
        separator = ",\n";
        out.put(",\"replicate\":").put(replicates[run]).put(",\"values\":[");
        for (int k = 0; k < values.length; k++) {
          out.put(k == 0 ? "" : ",");
          list(values[k], out);
        }
        out.put("]}");
      }
      out.put("\n]}\n");
    }
  };

  /** In place of a replicate: all of them. */
  public static final int ALL = 0;

  private final String contentType;

  ChunkForm(String contentType) {
    this.contentType = contentType;
  }

  /** Content type. */
  public String contentType() {
    return contentType;
  }

  /** Ending of file names, without the dot. */
  public String ending() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a chunk.
   *
   * @param only a replicate, counted from 1; {@link #ALL} for all
   * @throws dev.perfusion.bridge.population.store.StoreException the chunk cannot be read
   * @throws IOException the stream fails
   */
  public void write(
      Path folder, Manifest manifest, Manifest.Chunk chunk, int only, OutputStream out)
      throws IOException {
    try (ChunkReader reader = ChunkReader.open(folder, manifest, chunk)) {
      TextBytes text = new TextBytes(out);
      write(manifest, reader, only, text);
      text.flush();
    }
  }

  abstract void write(Manifest manifest, ChunkReader chunk, int only, TextBytes out)
      throws IOException;

  private static String ascii(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static void read(ChunkReader chunk, int run, double[][] values) throws IOException {
    for (int k = 0; k < values.length; k++) {
      chunk.values(k, run, 1, values[k], 0);
    }
  }

  /** Numbers that JSON does not have are text, as everywhere in this program. */
  private static void list(double[] values, TextBytes out) throws IOException {
    out.put('[');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.put(',');
      }
      if (Double.isFinite(values[i])) {
        out.put(values[i]);
      } else {
        out.put('"').put(values[i]).put('"');
      }
    }
    out.put(']');
  }
}
