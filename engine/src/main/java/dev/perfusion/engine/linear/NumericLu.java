package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.Arrays;

/**
 * Sparse LU of one run: numeric factorisation on a pattern analysed beforehand.
 *
 * <p>Rows are eliminated one by one with the diagonal pivots of {@link SymbolicLu}. These are safe
 * for the matrices of compartment models (column-wise diagonally dominant), but not for every
 * matrix: when a pivot vanishes, when a pivot is the rest of a heavy cancellation, or when entries
 * have grown, a probe solve measures the componentwise backward error (Oettli and Prager 1964,
 * Numer. Math. 6, 405) and above 1e-10 the matrix is factorised again with partial pivoting ({@link
 * PivotedLu}). Allocates nothing after construction as long as no pivoting is needed and no pivot
 * is suspect.
 */
public final class NumericLu implements LinearSolver {
  private static final double EPSILON = Math.ulp(1.0);
  private static final double LOST_PIVOT = 2 * EPSILON;
  private static final double SUSPECT_CANCELLATION = 1e-10;
  private static final double SUSPECT_PIVOT = 1e-8;
  private static final double SUSPECT_GROWTH = 1e4;
  private static final double BACKWARD_ERROR_LIMIT = 1e-10;

  private final SymbolicLu symbolic;
  private final int n;
  private final SymbolicLu.Code code;
  private final double[] store;
  private final double[] row;
  private final double[] inverseDiagonal;
  private final double[] upper;
  private final double[] forward;
  private final double[] backward;
  private final double[] permuted;
  private Equilibration scaling;
  private double[] probeRhs;
  private double[] probeSolution;
  private PivotedLu pivoted;
  private boolean pivoting;
  private boolean suspect;

  NumericLu(SymbolicLu symbolic) {
    this.symbolic = symbolic;
    n = symbolic.n;
    code = symbolic.code();
    boolean loops = code == null;
    store = new double[loops ? 0 : code.layout().length];
    row = new double[loops ? n : 0];
    inverseDiagonal = new double[row.length];
    permuted = new double[row.length];
    upper = new double[loops ? symbolic.upperColumn.length : 0];
    forward = new double[loops ? symbolic.lowerColumn.length : 0];
    backward = new double[upper.length];
  }

  @Override
  public int size() {
    return n;
  }

  /** Whether the last matrix needed partial pivoting. */
  public boolean pivoting() {
    return pivoting;
  }

  @Override
  public boolean factorise(double[] values) {
    pivoting = false;
    boolean eliminated = code == null ? eliminate(values) : eliminateByCode(values);
    if (eliminated && (!suspect || backwardError(values) <= BACKWARD_ERROR_LIMIT)) {
      return true;
    }
    pivoting = true;
    if (pivoted == null) {
      pivoted = new PivotedLu(symbolic.pattern(), symbolic.order);
    }
    return pivoted.factorise(values);
  }

  @Override
  public void solve(double[] b) {
    if (pivoting) {
      pivoted.solve(b);
    } else if (code != null) {
      code.substitution().run(b, store);
    } else if (symbolic.identity) {
      substitute(b);
    } else {
      int[] order = symbolic.order;
      double[] x = permuted;
      for (int k = 0; k < n; k++) {
        x[k] = b[order[k]];
      }
      substitute(x);
      for (int k = 0; k < n; k++) {
        b[order[k]] = x[k];
      }
    }
  }

  /** Factorises with the static pivots; false when a pivot is useless or an entry not finite. */
  private boolean eliminate(double[] values) {
    int[] rowStart = symbolic.pattern().rowStart();
    int[] entryColumn = symbolic.entryColumn;
    int[] order = symbolic.order;
    int[] lowerStart = symbolic.lowerStart;
    int[] lowerColumn = symbolic.lowerColumn;
    int[] lowerTarget = symbolic.lowerTarget;
    int[] upperStart = symbolic.upperStart;
    int[] upperColumn = symbolic.upperColumn;
    double[] w = row;
    suspect = false;
    for (int k = 0; k < n; k++) {
      double before = 0;
      for (int e = rowStart[order[k]], end = rowStart[order[k] + 1]; e < end; e++) {
        w[entryColumn[e]] = values[e];
        before += Math.abs(values[e]);
      }
      double diagonal = w[k];
      double after = 0;
      for (int p = lowerStart[k], end = lowerStart[k + 1]; p < end; p++) {
        int j = lowerColumn[p];
        double entry = w[j];
        w[j] = 0;
        after += Math.abs(entry);
        double factor = entry * inverseDiagonal[j];
        forward[lowerTarget[p]] = factor;
        for (int t = upperStart[j], last = upperStart[j + 1]; t < last; t++) {
          w[upperColumn[t]] -= factor * upper[t];
        }
      }
      double pivot = w[k];
      w[k] = 0;
      double size = Math.abs(pivot);
      after += size;
      for (int t = upperStart[k], end = upperStart[k + 1]; t < end; t++) {
        double entry = w[upperColumn[t]];
        w[upperColumn[t]] = 0;
        upper[t] = entry;
        after += Math.abs(entry);
      }
      if (useless(size, Math.abs(diagonal), before, after)) {
        Arrays.fill(w, 0);
        return false;
      }
      suspect |= suspicious(size, Math.abs(diagonal), before, after);
      inverseDiagonal[k] = 1 / pivot;
    }
    scaleUpper();
    return true;
  }

  private boolean eliminateByCode(double[] values) {
    double[] s = store;
    code.elimination().run(values, s);
    LuLayout layout = code.layout();
    suspect = false;
    boolean usable = true;
    for (int k = 0; k < n; k++) {
      double size = s[layout.size + k];
      double diagonal = s[layout.diagonal + k];
      double before = s[layout.before + k];
      double after = s[layout.after + k];
      usable &= !useless(size, diagonal, before, after);
      suspect |= suspicious(size, diagonal, before, after);
    }
    return usable;
  }

  // The comparisons are false for NaN too.
  private static boolean useless(double size, double diagonal, double before, double after) {
    return !(size > LOST_PIVOT * diagonal) || !(before + after < Double.MAX_VALUE);
  }

  private static boolean suspicious(double size, double diagonal, double before, double after) {
    return size < SUSPECT_CANCELLATION * diagonal
        || size < SUSPECT_PIVOT * after
        || after > SUSPECT_GROWTH * before;
  }

  /** Divides the rows of U by their pivots, so that back substitution has a unit diagonal. */
  private void scaleUpper() {
    int[] upperStart = symbolic.upperStart;
    int[] upperTarget = symbolic.upperTarget;
    for (int k = 0; k < n; k++) {
      double scale = inverseDiagonal[k];
      for (int t = upperStart[k], end = upperStart[k + 1]; t < end; t++) {
        backward[upperTarget[t]] = upper[t] * scale;
      }
    }
  }

  // Column by column in one flat loop: neighbouring updates hit different rows, so they overlap.
  private void substitute(double[] x) {
    double[] values = forward;
    int[] rows = symbolic.forwardRow;
    int[] columns = symbolic.forwardColumn;
    for (int p = 0; p < values.length; p++) {
      x[rows[p]] -= values[p] * x[columns[p]];
    }
    double[] inverse = inverseDiagonal;
    for (int k = 0; k < inverse.length; k++) {
      x[k] *= inverse[k];
    }
    values = backward;
    rows = symbolic.backwardRow;
    columns = symbolic.backwardColumn;
    for (int p = 0; p < values.length; p++) {
      x[rows[p]] -= values[p] * x[columns[p]];
    }
  }

  /**
   * Largest componentwise backward error of one solve. The exact solution has size one to two in
   * the unknowns of the equilibrated matrix, so that scaling rows or columns changes little.
   */
  private double backwardError(double[] values) {
    SparsityPattern pattern = symbolic.pattern();
    if (scaling == null) {
      scaling = new Equilibration(pattern);
      probeRhs = new double[n];
      probeSolution = new double[n];
    }
    if (!scaling.compute(values)) {
      return Double.POSITIVE_INFINITY;
    }
    int[] rowStart = pattern.rowStart();
    int[] column = pattern.column();
    double[] b = probeRhs;
    Arrays.fill(b, 0);
    for (int i = 0; i < n; i++) {
      for (int e = rowStart[i]; e < rowStart[i + 1]; e++) {
        b[i] += values[e] * probe(column[e]) * scaling.columnScale[column[e]];
      }
    }
    double[] x = probeSolution;
    System.arraycopy(b, 0, x, 0, n);
    solve(x);
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double residual = b[i];
      double scale = Math.abs(b[i]);
      for (int e = rowStart[i]; e < rowStart[i + 1]; e++) {
        double term = values[e] * x[column[e]];
        residual -= term;
        scale += Math.abs(term);
      }
      double error = scale == 0 ? 0 : Math.abs(residual) / scale;
      if (!(error <= worst)) {
        worst = error;
      }
    }
    return worst;
  }

  /** Scattered over plus and minus [1, 2), so that rounding errors have no chance to cancel. */
  private static double probe(int j) {
    long mixed = (j + 1) * 0x9E3779B97F4A7C15L;
    double size = 1 + (mixed >>> 11) * 0x1p-53;
    return (mixed & 1 << 8) == 0 ? size : -size;
  }
}
