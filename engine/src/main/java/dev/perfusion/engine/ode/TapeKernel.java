package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.Kernel;

/**
 * First tier of a kernel: executes a tape on a register file (first array) and copies results into
 * the second.
 *
 * @param results register of each result
 */
record TapeKernel(Tape tape, int[] results) implements Kernel {
  @Override
  public void run(double[] registers, double[] out) {
    tape.run(registers);
    for (int k = 0; k < results.length; k++) {
      out[k] = registers[results[k]];
    }
  }
}
