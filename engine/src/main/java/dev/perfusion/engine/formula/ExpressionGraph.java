package dev.perfusion.engine.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Expressions as a graph without duplicates: equal nodes are one node.
 *
 * <p>A node is an int; operands always have smaller numbers, so increasing order is an order of
 * evaluation. Building a node simplifies it: literals are folded, neutral elements dropped, and in
 * a product that varies during a run the factors that do not vary are gathered in front, so that
 * they can be computed once per run.
 */
public final class ExpressionGraph {
  /** How a value changes. */
  public enum Variability {
    /** A literal. */
    LITERAL,
    /** Depends on slots only: fixed between two events. */
    RUN,
    /** Depends on time or states. */
    STEP
  }

  private static final int NONE = -1;
  private static final Variability[] VARIABILITIES = Variability.values();

  private byte[] opcode = new byte[1024];
  private byte[] variability = new byte[1024];
  private int[] left = new int[1024];
  private int[] right = new int[1024];
  private int[] third = new int[1024];
  private double[] literal = new double[1024];
  private final long maxSize = Limit.GRAPH_NODES.value();
  private int size;
  private int[] buckets = new int[4096];
  private final List<PiecewiseLinear> tables = new ArrayList<>();
  private final BitSet exchanged = new BitSet();

  /** An empty graph. */
  public ExpressionGraph() {
    Arrays.fill(buckets, NONE);
  }

  /** Number of nodes. */
  public int size() {
    return size;
  }

  /** What a node is. */
  public Opcode opcode(int node) {
    return Opcode.of(opcode[node]);
  }

  /** How its value changes. */
  public Variability variability(int node) {
    return VARIABILITIES[variability[node]];
  }

  /** First operand; of a state or slot its index. */
  public int left(int node) {
    return left[node];
  }

  /** Second operand; of a table its index. */
  public int right(int node) {
    return right[node];
  }

  /** Third operand. */
  public int third(int node) {
    return third[node];
  }

  /** The value of a literal. */
  public double literal(int node) {
    return literal[node];
  }

  /** The node is this literal. */
  public boolean isLiteral(int node, double value) {
    return isLiteral(node) && literal[node] == value;
  }

  /** The node is a literal. */
  public boolean isLiteral(int node) {
    return opcode[node] == Opcode.CONSTANT.ordinal();
  }

  /** The tables that table nodes index. */
  public List<PiecewiseLinear> tables() {
    return tables;
  }

  /** A literal. */
  public int constant(double value) {
    double v = value == 0 ? 0.0 : value;
    long bits = Double.doubleToLongBits(v);
    return node(Opcode.CONSTANT, (int) (bits >>> 32), (int) bits, NONE, Variability.LITERAL, v);
  }

  /** Simulation time. */
  public int time() {
    return node(Opcode.TIME, NONE, NONE, NONE, Variability.STEP, 0);
  }

  /** A state by its position in the state vector. */
  public int state(int index) {
    return node(Opcode.STATE, index, NONE, NONE, Variability.STEP, 0);
  }

  /** A slot. */
  public int slot(int index) {
    return node(Opcode.SLOT, index, NONE, NONE, Variability.RUN, 0);
  }

  /** Makes a table known; the result goes into {@link #tableValue} and {@link #tableSlope}. */
  public int addTable(PiecewiseLinear table) {
    tables.add(table);
    return tables.size() - 1;
  }

  /** As {@link #addTable} for a table whose points are other ones in each run. */
  public int addExchangedTable(PiecewiseLinear table) {
    int number = addTable(table);
    exchanged.set(number);
    return number;
  }

  /** Whether the points of a table are other ones in each run. */
  public boolean isExchanged(int table) {
    return exchanged.get(table);
  }

  /** Value of a table. */
  public int tableValue(int table, int argument) {
    return table(Opcode.TABLE_VALUE, table, argument);
  }

  /** Slope of a table. */
  public int tableSlope(int table, int argument) {
    return table(Opcode.TABLE_SLOPE, table, argument);
  }

  private int table(Opcode operation, int table, int argument) {
    if (!isLiteral(argument)) {
      return node(operation, argument, table, NONE, variability(argument), 0);
    }
    if (isExchanged(table)) {
      return node(operation, argument, table, NONE, Variability.RUN, 0);
    }
    PiecewiseLinear points = tables.get(table);
    double x = literal[argument];
    return constant(operation == Opcode.TABLE_VALUE ? points.value(x) : points.slope(x));
  }

  /** An operation of one operand. */
  public int unary(UnaryOperator operator, int a) {
    return unary(Opcode.of(operator), a);
  }

  /** An operation of one operand. */
  public int unary(Opcode operation, int a) {
    if (isLiteral(a)) {
      return constant(operation.apply(literal[a], 0));
    }
    if (operation == Opcode.NEGATE) {
      if (opcode(a) == Opcode.NEGATE) {
        return left[a];
      }
      if (opcode(a) == Opcode.SUBTRACT) {
        return node(Opcode.SUBTRACT, right[a], left[a], NONE, variability(a), 0);
      }
      if (opcode(a) == Opcode.MULTIPLY && isLiteral(left[a])) {
        return product(constant(-literal[left[a]]), right[a]);
      }
    }
    return node(operation, a, NONE, NONE, variability(a), 0);
  }

  /**
   * An operation of two operands.
   *
   * @param exact keep the order of operations as written, for conditions that test equality
   */
  public int binary(BinaryOperator operator, int a, int b, boolean exact) {
    return switch (operator) {
      case ADD -> add(a, b);
      case SUBTRACT -> subtract(a, b);
      case MULTIPLY -> multiply(a, b, exact);
      case DIVIDE -> divide(a, b, exact);
      case POWER -> power(a, b);
      default -> operation(Opcode.of(operator), a, b);
    };
  }

  /** {@code a + b}. */
  public int add(int a, int b) {
    if (isLiteral(a, 0)) {
      return b;
    }
    if (isLiteral(b, 0)) {
      return a;
    }
    if (opcode(b) == Opcode.NEGATE) {
      return subtract(a, left[b]);
    }
    if (opcode(a) == Opcode.NEGATE) {
      return subtract(b, left[a]);
    }
    return operation(Opcode.ADD, a, b);
  }

  /** {@code a - b}. */
  public int subtract(int a, int b) {
    if (isLiteral(b, 0)) {
      return a;
    }
    if (isLiteral(a, 0)) {
      return unary(Opcode.NEGATE, b);
    }
    if (opcode(b) == Opcode.NEGATE) {
      return add(a, left[b]);
    }
    return operation(Opcode.SUBTRACT, a, b);
  }

  /** {@code a * b}. */
  public int multiply(int a, int b) {
    return multiply(a, b, false);
  }

  private int multiply(int a, int b, boolean exact) {
    if (exact || !varies(a) && !varies(b)) {
      if (isLiteral(a) && isLiteral(b)) {
        return constant(Arithmetic.multiply(literal[a], literal[b]));
      }
      return isLiteral(a, 0) || isLiteral(b, 0) ? constant(0) : product(a, b);
    }
    int c = zeroProduct(coefficient(a), coefficient(b));
    return isLiteral(c, 0) ? c : product(c, product(rest(a), rest(b)));
  }

  /** {@code a / b}. */
  public int divide(int a, int b) {
    return divide(a, b, false);
  }

  private int divide(int a, int b, boolean exact) {
    if (exact || !varies(a) && !varies(b)) {
      return quotient(a, b);
    }
    int numerator = coefficient(a);
    int denominator = coefficient(b);
    int c = quotient(numerator, denominator);
    if (isLiteral(c, 0)) {
      return c;
    }
    if (!varies(b)) {
      return product(c, rest(a));
    }
    if (!varies(a)) {
      return isLiteral(c)
          ? operation(Opcode.DIVIDE, c, rest(b))
          : operation(Opcode.ZERO_QUOTIENT, c, rest(b));
    }
    return product(c, quotient(rest(a), rest(b)));
  }

  private int power(int a, int b) {
    if (isLiteral(b, 1)) {
      return a;
    }
    if (isLiteral(b, 0)) {
      return constant(1);
    }
    if (isLiteral(b, 2) && !isLiteral(a)) {
      return product(a, a);
    }
    return operation(Opcode.POWER, a, b);
  }

  /** {@code condition ? then : otherwise}. */
  public int conditional(int condition, int then, int otherwise) {
    if (isLiteral(condition)) {
      double c = literal[condition];
      return c == 1 ? then : Double.isNaN(c) ? constant(Double.NaN) : otherwise;
    }
    Variability v = max(variability(condition), max(variability(then), variability(otherwise)));
    return node(Opcode.CONDITIONAL, condition, then, otherwise, v, 0);
  }

  /** An operation of two operands as it stands; only literals are folded. */
  public int operation(Opcode operation, int a, int b) {
    if (isLiteral(a) && isLiteral(b)) {
      return constant(operation.apply(literal[a], literal[b]));
    }
    return node(operation, a, b, NONE, max(variability(a), variability(b)), 0);
  }

  private int product(int a, int b) {
    if (isLiteral(a, 1)) {
      return b;
    }
    return isLiteral(b, 1) ? a : operation(Opcode.MULTIPLY, a, b);
  }

  private int quotient(int a, int b) {
    if (isLiteral(b, 1)) {
      return a;
    }
    return isLiteral(a, 0) && !isLiteral(b) ? a : operation(Opcode.DIVIDE, a, b);
  }

  private int zeroProduct(int a, int b) {
    if (isLiteral(a, 0) || isLiteral(b, 0)) {
      return constant(0);
    }
    if (isLiteral(a, 1)) {
      return b;
    }
    return isLiteral(b, 1) ? a : operation(Opcode.ZERO_PRODUCT, a, b);
  }

  private int coefficient(int node) {
    if (!varies(node)) {
      return node;
    }
    return isScaled(node) ? left[node] : constant(1);
  }

  private int rest(int node) {
    if (!varies(node)) {
      return constant(1);
    }
    return isScaled(node) ? right[node] : node;
  }

  private boolean isScaled(int node) {
    return opcode(node) == Opcode.MULTIPLY && !varies(left[node]);
  }

  private boolean varies(int node) {
    return variability[node] == Variability.STEP.ordinal();
  }

  private static Variability max(Variability a, Variability b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private int node(Opcode op, int a, int b, int c, Variability v, double value) {
    int bucket = hash(op.ordinal(), a, b, c) & (buckets.length - 1);
    while (buckets[bucket] != NONE) {
      int found = buckets[bucket];
      if (opcode[found] == op.ordinal()
          && left[found] == a
          && right[found] == b
          && third[found] == c) {
        return found;
      }
      bucket = (bucket + 1) & (buckets.length - 1);
    }
    if (size >= maxSize) {
      throw new LimitException(Limit.GRAPH_NODES);
    }
    if (size == opcode.length) {
      grow();
    }
    opcode[size] = (byte) op.ordinal();
    left[size] = a;
    right[size] = b;
    third[size] = c;
    variability[size] = (byte) v.ordinal();
    literal[size] = value;
    buckets[bucket] = size;
    size++;
    if (2 * size > buckets.length) {
      rehash();
    }
    return size - 1;
  }

  private void grow() {
    int capacity = 2 * size;
    opcode = Arrays.copyOf(opcode, capacity);
    variability = Arrays.copyOf(variability, capacity);
    left = Arrays.copyOf(left, capacity);
    right = Arrays.copyOf(right, capacity);
    third = Arrays.copyOf(third, capacity);
    literal = Arrays.copyOf(literal, capacity);
  }

  private void rehash() {
    buckets = new int[2 * buckets.length];
    Arrays.fill(buckets, NONE);
    for (int n = 0; n < size; n++) {
      int bucket = hash(opcode[n], left[n], right[n], third[n]) & (buckets.length - 1);
      while (buckets[bucket] != NONE) {
        bucket = (bucket + 1) & (buckets.length - 1);
      }
      buckets[bucket] = n;
    }
  }

  private static int hash(int op, int a, int b, int c) {
    int h = op * 0x9E3779B1 + a;
    h = h * 0x85EBCA6B + b;
    h = h * 0xC2B2AE35 + c;
    return h ^ (h >>> 15);
  }
}
