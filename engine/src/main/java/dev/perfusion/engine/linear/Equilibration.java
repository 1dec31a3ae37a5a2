package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Arrays;

/**
 * Row and column scaling that brings the largest entry of every row and column near one (Ruiz 2001,
 * RAL-TR-2001-034). The factors are powers of two, so scaling does not round.
 */
final class Equilibration {
  private static final int SWEEPS = 8;

  private final SparsityPattern pattern;
  private final double[] rowMax;
  private final double[] columnMax;
  final double[] rowScale;
  final double[] columnScale;

  Equilibration(SparsityPattern pattern) {
    this.pattern = pattern;
    rowMax = new double[pattern.size()];
    columnMax = new double[pattern.size()];
    rowScale = new double[pattern.size()];
    columnScale = new double[pattern.size()];
  }

  /** Computes both scales; false when a row or column is zero or an entry is not finite. */
  boolean compute(double[] values) {
    Arrays.fill(rowScale, 1);
    Arrays.fill(columnScale, 1);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      measure(values);
      for (int i = 0; i < rowScale.length; i++) {
        if (!usable(rowMax[i]) || !usable(columnMax[i])) {
          return false;
        }
        rowScale[i] *= inverseRoot(rowMax[i]);
        columnScale[i] *= inverseRoot(columnMax[i]);
      }
    }
    return true;
  }

  private void measure(double[] values) {
    Arrays.fill(rowMax, 0);
    Arrays.fill(columnMax, 0);
    for (int i = 0; i < rowScale.length; i++) {
      for (int e = pattern.rowStart()[i]; e < pattern.rowStart()[i + 1]; e++) {
        int j = pattern.column()[e];
        double size = Math.abs(values[e]) * rowScale[i] * columnScale[j];
        rowMax[i] = Math.max(rowMax[i], size);
        columnMax[j] = Math.max(columnMax[j], size);
      }
    }
  }

  private static boolean usable(double largest) {
    return largest > 0 && largest < Double.POSITIVE_INFINITY;
  }

  private static double inverseRoot(double largest) {
    return Math.scalb(1.0, -Math.floorDiv(Math.getExponent(largest), 2));
  }
}
