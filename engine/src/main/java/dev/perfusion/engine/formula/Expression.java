package dev.perfusion.engine.formula;

/**
 * A parsed formula: an immutable tree over named references.
 *
 * <p>Truth values are 1.0 and 0.0 and mix with numbers. The evaluation rules for NaN, for products
 * with an exact zero and for truth values are those of the OSP formula grammar and live in {@link
 * Arithmetic}.
 */
public sealed interface Expression {

  /** A literal or a named constant ({@code PI}, {@code E}). */
  record Constant(double value) implements Expression {}

  /** A reference by alias; aliases are case-sensitive. */
  record Reference(String alias) implements Expression {}

  /** A function of one operand. */
  record Unary(UnaryOperator operator, Expression operand) implements Expression {}

  /** A function of two operands. Sums and products are left-associative chains of these. */
  record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {}

  /**
   * {@code condition ? then : otherwise}; true only when the condition equals exactly 1, NaN when
   * it is NaN.
   */
  record Conditional(Expression condition, Expression then, Expression otherwise)
      implements Expression {}
}
