package dev.perfusion.engine.linear;

import java.util.Arrays;

/**
 * Solves with a matrix that has the same block several times on its diagonal and nothing else: one
 * factorisation serves all blocks.
 */
public final class RepeatedBlock implements LinearSolver {
  private final LinearSolver block;
  private final int entries;
  private final int times;
  private final double[] part;

  /**
   * @param entries stored entries of a block
   * @param times number of blocks
   */
  public RepeatedBlock(LinearSolver block, int entries, int times) {
    this.block = block;
    this.entries = entries;
    this.times = times;
    part = new double[block.size()];
  }

  @Override
  public int size() {
    return times * block.size();
  }

  @Override
  public boolean factorise(double[] values) {
    return block.factorise(Arrays.copyOf(values, entries));
  }

  @Override
  public void solve(double[] b) {
    for (int k = 0; k < times; k++) {
      System.arraycopy(b, k * part.length, part, 0, part.length);
      block.solve(part);
      System.arraycopy(part, 0, b, k * part.length, part.length);
    }
  }
}
