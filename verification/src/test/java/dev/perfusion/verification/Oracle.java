package dev.perfusion.verification;

import dev.perfusion.benchmarks.peer.ReferencePopulation;
import dev.perfusion.benchmarks.peer.ReferenceTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the reference results of the official solver. */
public final class Oracle {
  private Oracle() {}

  /** A value at the start. */
  record Start(String kind, int id, String path, double value, boolean table) {}

  static List<Start> starts(String model) {
    List<Start> starts = new ArrayList<>();
    List<String> lines = lines("oracle/" + model + ".init.tsv.gz");
    for (String line : lines.subList(1, lines.size())) {
      String[] f = line.split("\t", -1);
      boolean table = f[5].contains("tab=") && !f[5].contains("tab=0");
      starts.add(new Start(f[0], Integer.parseInt(f[1]), f[3], ReferenceTable.number(f[4]), table));
    }
    return starts;
  }

  static ReferenceTable results(String file) {
    try {
      return ReferenceTable.read(SharedFolder.required("oracle/" + file + ".csv.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Individuals and their results; the test is skipped when they are missing. */
  public static ReferencePopulation population(String name) {
    try {
      return ReferencePopulation.read(
          SharedFolder.required("oracle/" + name + ".params.tsv.gz"),
          SharedFolder.required("oracle/" + name + ".tight.csv.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of the summary by model, each by column name. */
  static Map<String, Map<String, String>> summary() {
    Path file = SharedFolder.required("oracle/summary.tsv");
    try {
      List<String> lines = Files.readAllLines(file);
      String[] names = lines.get(0).split("\t");
      Map<String, Map<String, String>> rows = new HashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] f = line.split("\t", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
          row.put(names[i], f[i]);
        }
        rows.put(f[0], row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String file) {
    try {
      return ReferenceTable.lines(SharedFolder.required(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
