package dev.perfusion.engine.formula;

/** Functions of one operand. {@code LOG} of the grammar is {@link #LN}. */
public enum UnaryOperator {
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
  TANH
}
