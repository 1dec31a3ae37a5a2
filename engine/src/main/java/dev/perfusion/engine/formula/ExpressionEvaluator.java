package dev.perfusion.engine.formula;

import dev.perfusion.engine.formula.Expression.Binary;
import dev.perfusion.engine.formula.Expression.Conditional;
import dev.perfusion.engine.formula.Expression.Constant;
import dev.perfusion.engine.formula.Expression.Reference;
import dev.perfusion.engine.formula.Expression.Unary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToDoubleFunction;

/** Computes a formula by walking its tree; for values needed once, while a file is read. */
public final class ExpressionEvaluator {
  private ExpressionEvaluator() {}

  /**
   * Value of an expression by the rules of {@link Arithmetic}; of a conditional only the chosen
   * branch is computed.
   *
   * @param values value of a reference by alias
   */
  public static double evaluate(Expression expression, ToDoubleFunction<String> values) {
    Deque<Binary> chain = new ArrayDeque<>();
    Expression first = expression;
    while (first instanceof Binary binary) {
      chain.push(binary);
      first = binary.left();
    }
    double value = operand(first, values);
    while (!chain.isEmpty()) {
      Binary binary = chain.pop();
      value = Arithmetic.apply(binary.operator(), value, evaluate(binary.right(), values));
    }
    return value;
  }

  private static double operand(Expression expression, ToDoubleFunction<String> values) {
    if (expression instanceof Constant constant) {
      return constant.value();
    }
    if (expression instanceof Reference reference) {
      return values.applyAsDouble(reference.alias());
    }
    if (expression instanceof Unary unary) {
      return Arithmetic.apply(unary.operator(), evaluate(unary.operand(), values));
    }
    if (expression instanceof Conditional conditional) {
      double condition = evaluate(conditional.condition(), values);
      if (Double.isNaN(condition)) {
        return Double.NaN;
      }
      return evaluate(condition == 1 ? conditional.then() : conditional.otherwise(), values);
    }
    return evaluate(expression, values);
  }
}
