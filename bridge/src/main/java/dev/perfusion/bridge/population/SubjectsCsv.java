package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.Subject;
import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.table.TextBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The tables of individuals and of failed runs. */
final class SubjectsCsv {
  private SubjectsCsv() {}

  /** A row per individual and replicate: id, replicate, covariates, values in base units. */
  static void write(Cohort cohort, OutputStream out) throws IOException {
    TextBytes text = new TextBytes(out);
    text.put(ChunkTable.INDIVIDUAL).put(',').put(ChunkTable.REPLICATE);
    for (String name : cohort.covariates()) {
      text.put(',').cell(name);
    }
    for (Manifest.Varied varied : cohort.varied()) {
      String unit = varied.unit().isEmpty() ? "" : " [" + varied.unit() + ']';
      text.put(',').cell(varied.path() + unit);
    }
    text.put('\n');
    try (Cohort.Reading reading = cohort.open()) {
      for (Subject subject = reading.next(); subject != null; subject = reading.next()) {
        for (int r = 0; r < subject.values().length; r++) {
          text.put(subject.id()).put(',').put(r + 1);
          for (String covariate : subject.covariates()) {
            text.put(',').cell(covariate);
          }
          for (double value : subject.values()[r]) {
            text.put(',').put(value);
          }
          text.put('\n');
        }
      }
    }
    text.flush();
  }

  /** A row per failed run. */
  static void writeFailures(List<Manifest.Chunk> chunks, OutputStream out) throws IOException {
    TextBytes text = new TextBytes(out);
    text.put(ChunkTable.INDIVIDUAL).put(',').put(ChunkTable.REPLICATE).put(",Reason\n");
    for (Manifest.Chunk chunk : chunks) {
      for (Manifest.Failure failure : chunk.failures()) {
        text.put(failure.individualId()).put(',').put(failure.replicate()).put(',');
        text.cell(failure.reason()).put('\n');
      }
    }
    text.flush();
  }
}
