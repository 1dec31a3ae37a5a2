package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A square sparse matrix whose pattern holds the whole diagonal, and its exact solutions. */
final class TestMatrix {
  private final int n;
  private final TreeMap<Long, Double> entries = new TreeMap<>();

  TestMatrix(int n) {
    this.n = n;
    for (int i = 0; i < n; i++) {
      set(i, i, 0);
    }
  }

  static TestMatrix of(double[][] rows) {
    TestMatrix matrix = new TestMatrix(rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        if (rows[i][j] != 0) {
          matrix.set(i, j, rows[i][j]);
        }
      }
    }
    return matrix;
  }

  /** Diagonally dominant, with some off-diagonal entries per row. */
  static TestMatrix random(int n, int perRow, long seed) {
    Random random = new Random(seed);
    TestMatrix matrix = new TestMatrix(n);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < perRow; k++) {
        matrix.set(i, random.nextInt(n), random.nextDouble() * 2 - 1);
      }
      matrix.set(i, i, perRow + 1 + random.nextDouble());
    }
    return matrix;
  }

  /** Full last row and column; the first pivot in natural order would fill nothing. */
  static TestMatrix arrow(int n, int hub) {
    TestMatrix matrix = new TestMatrix(n);
    for (int i = 0; i < n; i++) {
      matrix.set(i, i, 2 + i % 7);
      if (i != hub) {
        matrix.set(i, hub, 0.5 + 0.01 * i);
        matrix.set(hub, i, -0.25 - 0.02 * i);
      }
    }
    return matrix;
  }

  void set(int i, int j, double value) {
    entries.put((long) i * n + j, value);
  }

  double get(int i, int j) {
    return entries.getOrDefault((long) i * n + j, 0.0);
  }

  int size() {
    return n;
  }

  /** The same entries with row i times rows[i] and column j times columns[j]. */
  TestMatrix scaled(double[] rows, double[] columns) {
    TestMatrix result = new TestMatrix(n);
    entries.forEach(
        (key, value) -> {
          int i = (int) (key / n);
          int j = (int) (key % n);
          result.set(i, j, value * rows[i] * columns[j]);
        });
    return result;
  }

  /** Row i moved to place rows[i]. */
  TestMatrix permutedRows(int[] rows) {
    TestMatrix result = new TestMatrix(n);
    entries.forEach(
        (key, value) -> {
          int i = rows[(int) (key / n)];
          int j = (int) (key % n);
          result.set(i, j, value + result.get(i, j));
        });
    return result;
  }

  SparsityPattern pattern() {
    int[] start = new int[n + 1];
    int[] column = entries.keySet().stream().mapToInt(key -> (int) (key % n)).toArray();
    entries.keySet().forEach(key -> start[(int) (key / n) + 1]++);
    for (int i = 0; i < n; i++) {
      start[i + 1] += start[i];
    }
    return new SparsityPattern(n, start, column);
  }

  double[] values() {
    return entries.values().stream().mapToDouble(value -> value).toArray();
  }

  /** A x, rounded once per term. */
  double[] times(double[] x) {
    double[] b = new double[n];
    entries.forEach((key, value) -> b[(int) (key / n)] += value * x[(int) (key % n)]);
    return b;
  }

  double largestInColumn(int j) {
    return IntStream.range(0, n).mapToDouble(i -> Math.abs(get(i, j))).max().orElse(0);
  }

  /** Solution by dense elimination with row pivoting in 60 decimal digits. */
  double[] solveExactly(double[] b) {
    MathContext digits = new MathContext(60);
    BigDecimal[][] a = new BigDecimal[n][n + 1];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = new BigDecimal(get(i, j));
      }
      a[i][n] = new BigDecimal(b[i]);
    }
    for (int k = 0; k < n; k++) {
      int stage = k;
      int best =
          IntStream.range(k, n)
              .boxed()
              .max((p, q) -> a[p][stage].abs().compareTo(a[q][stage].abs()))
              .orElseThrow();
      BigDecimal[] pivotRow = a[best];
      a[best] = a[k];
      a[k] = pivotRow;
      for (int i = k + 1; i < n; i++) {
        if (a[i][k].signum() != 0) {
          BigDecimal factor = a[i][k].divide(a[k][k], digits);
          for (int j = k; j <= n; j++) {
            a[i][j] = a[i][j].subtract(factor.multiply(a[k][j], digits), digits);
          }
        }
      }
    }
    BigDecimal[] x = new BigDecimal[n];
    for (int i = n - 1; i >= 0; i--) {
      BigDecimal sum = a[i][n];
      for (int j = i + 1; j < n; j++) {
        sum = sum.subtract(a[i][j].multiply(x[j], digits), digits);
      }
      x[i] = sum.divide(a[i][i], digits);
    }
    return Arrays.stream(x).mapToDouble(BigDecimal::doubleValue).toArray();
  }
}
