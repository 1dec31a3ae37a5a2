package dev.perfusion.engine.formula;

/**
 * The number rules of the OSP formula language: what each operator returns, NaN, infinities and
 * exact zeros included.
 *
 * <p>All executable forms of a formula (tree, register tape, generated code) call these methods or
 * repeat them exactly, so that they agree to the last bit.
 */
public final class Arithmetic {
  private Arithmetic() {}

  /** Applies a function of one operand. */
  public static double apply(UnaryOperator operator, double x) {
    return switch (operator) {
      case NEGATE -> -x;
      case NOT -> not(x);
      case ACOS -> Math.acos(x);
      case ASIN -> Math.asin(x);
      case ATAN -> Math.atan(x);
      case COS -> Math.cos(x);
      case COSH -> Math.cosh(x);
      case EXP -> Math.exp(x);
      case LN -> Math.log(x);
      case LOG10 -> Math.log10(x);
      case SIN -> Math.sin(x);
      case SINH -> Math.sinh(x);
      case SQRT -> Math.sqrt(x);
      case TAN -> Math.tan(x);
      case TANH -> Math.tanh(x);
    };
  }

  /** Applies a function of two operands. */
  public static double apply(BinaryOperator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> multiply(a, b);
      case DIVIDE -> a / b;
      case POWER -> power(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case EQUAL -> equal(a, b);
      case NOT_EQUAL -> notEqual(a, b);
      case LESS -> less(a, b);
      case LESS_OR_EQUAL -> lessOrEqual(a, b);
      case GREATER -> less(b, a);
      case GREATER_OR_EQUAL -> lessOrEqual(b, a);
      case AND -> and(a, b);
      case OR -> or(a, b);
    };
  }

  /**
   * A product stops at the first exact zero, read from the left: {@code 0 * NaN = 0} but {@code NaN
   * * 0 = NaN}.
   */
  public static double multiply(double a, double b) {
    return a == 0 ? 0 : a * b;
  }

  /**
   * {@code a} to the power {@code b} as the C library has it: {@code 1^NaN = 1}, which {@link
   * Math#pow} makes NaN.
   */
  public static double power(double a, double b) {
    return a == 1 ? 1 : Math.pow(a, b);
  }

  /** Logical negation; NaN stays NaN. */
  public static double not(double x) {
    return Double.isNaN(x) ? Double.NaN : x != 0 ? 0 : 1;
  }

  /**
   * {@code condition ? then : otherwise}: {@code then} only for exactly 1, NaN for a NaN condition.
   */
  public static double conditional(double condition, double then, double otherwise) {
    return condition == 1 ? then : Double.isNaN(condition) ? Double.NaN : otherwise;
  }

  /** 1 when equal, else 0; NaN when either is NaN. */
  public static double equal(double a, double b) {
    return truth(a, b, a == b);
  }

  /** 1 when not equal, else 0; NaN when either is NaN. */
  public static double notEqual(double a, double b) {
    return truth(a, b, a != b);
  }

  /** 1 when {@code a < b}, else 0; NaN when either is NaN. */
  public static double less(double a, double b) {
    return truth(a, b, a < b);
  }

  /** 1 when {@code a <= b}, else 0; NaN when either is NaN. */
  public static double lessOrEqual(double a, double b) {
    return truth(a, b, a <= b);
  }

  /** 1 when neither is 0, else 0; NaN when either is NaN. */
  public static double and(double a, double b) {
    return truth(a, b, a != 0 && b != 0);
  }

  /** 1 when one of them is not 0, else 0; NaN when either is NaN. */
  public static double or(double a, double b) {
    return truth(a, b, a != 0 || b != 0);
  }

  /** {@code a * b}, but 0 when either is zero, whatever the other. */
  public static double zeroProduct(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /** {@code a / b}, but 0 when {@code a} is zero, whatever {@code b}. */
  public static double zeroQuotient(double a, double b) {
    return a == 0 ? 0 : a / b;
  }

  private static double truth(double a, double b, boolean holds) {
    return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : holds ? 1 : 0;
  }
}
