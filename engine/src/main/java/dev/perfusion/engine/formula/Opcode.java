package dev.perfusion.engine.formula;

/**
 * What a node of an {@link ExpressionGraph} is, and what an instruction of executable code does.
 */
public enum Opcode {
  /** A literal. */
  CONSTANT,
  /** Simulation time (min). */
  TIME,
  /** A state, unscaled; the index is the position in the state vector. */
  STATE,
  /** A number that the run supplies: a varied parameter or what an event has set. */
  SLOT,
  NEGATE,
  NOT,
  ACOS,
  ASIN,
  ATAN,
  COS,
  COSH,
  EXP,
  LN,
  LOG10,
  SIN,
  SINH,
  SQRT,
  TAN,
  TANH,
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  POWER,
  MIN,
  MAX,
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  AND,
  OR,
  /**
   * Product of two run constants inside a varying product: zero when either is zero, whatever the
   * other.
   */
  ZERO_PRODUCT,
  /** Quotient with a run-constant numerator: zero when that is zero, whatever the denominator. */
  ZERO_QUOTIENT,
  /** {@code left ? right : third}. */
  CONDITIONAL,
  /** Interpolated value of a table at the argument. */
  TABLE_VALUE,
  /** Slope of a table at the argument. */
  TABLE_SLOPE;

  private static final Opcode[] ALL = values();

  /** The opcode with this ordinal. */
  public static Opcode of(int ordinal) {
    return ALL[ordinal];
  }

  /** Number of operands that are nodes. */
  public int arity() {
    if (ordinal() <= SLOT.ordinal()) {
      return 0;
    }
    if (ordinal() <= TANH.ordinal() || ordinal() >= TABLE_VALUE.ordinal()) {
      return 1;
    }
    return this == CONDITIONAL ? 3 : 2;
  }

  static Opcode of(UnaryOperator operator) {
    return ALL[NEGATE.ordinal() + operator.ordinal()];
  }

  static Opcode of(BinaryOperator operator) {
    return ALL[ADD.ordinal() + operator.ordinal()];
  }

  /** The value of an operation of one or two operands; not for leaves, conditionals and tables. */
  public double apply(double a, double b) {
    if (this == ZERO_PRODUCT) {
      return Arithmetic.zeroProduct(a, b);
    }
    if (this == ZERO_QUOTIENT) {
      return Arithmetic.zeroQuotient(a, b);
    }
    return arity() == 1
        ? Arithmetic.apply(UNARY[ordinal() - NEGATE.ordinal()], a)
        : Arithmetic.apply(BINARY[ordinal() - ADD.ordinal()], a, b);
  }

  private static final UnaryOperator[] UNARY = UnaryOperator.values();
  private static final BinaryOperator[] BINARY = BinaryOperator.values();
}
