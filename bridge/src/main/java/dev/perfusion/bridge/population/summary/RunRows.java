package dev.perfusion.bridge.population.summary;

import java.io.IOException;

/** Numbers on the disk: a row per run, in the order of the runs, of the same width each. */
interface RunRows {
  /** Numbers of a row. */
  int width();

  /** Reads all rows once, in their order. */
  void read(Sink sink) throws IOException;

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next rows.
     *
     * @param rows how many
     * @param values row by row; overwritten when this returns
     */
    void take(int rows, double[] values) throws IOException;
  }
}
