package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.BinaryOperator;
import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.formula.ExpressionGraph.Variability;
import dev.perfusion.engine.formula.UnaryOperator;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Finds the times that the text of an event condition names: comparisons with exactly the time
 * reference on one side.
 *
 * <p>AND, OR and NOT are searched, of a conditional the two branches. A comparison hidden in a
 * referenced parameter names no time, nor does {@code Time - a > 0}.
 */
final class EventTimes {
  private static final Set<BinaryOperator> COMPARISONS =
      EnumSet.range(BinaryOperator.EQUAL, BinaryOperator.GREATER_OR_EQUAL);

  private final ModelGraph model;
  private final ToIntFunction<Integer> variabilityOf;

  /**
   * @param variabilityOf node to ordinal of its {@link Variability}
   */
  EventTimes(ModelGraph model, ToIntFunction<Integer> variabilityOf) {
    this.model = model;
    this.variabilityOf = variabilityOf;
  }

  /** Adds the node of each time that the condition names, evaluated at time 0. */
  void collect(Event event, List<Integer> nodes) {
    if (event.condition() instanceof Formula.Explicit condition) {
      search(condition, condition.expression(), nodes);
    }
  }

  /** From left to right and without recursion: a chain of AND or OR may be long. */
  private void search(Formula.Explicit condition, Expression root, List<Integer> nodes) {
    Deque<Expression> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      search(condition, open.pop(), open, nodes);
    }
  }

  private void search(
      Formula.Explicit condition, Expression e, Deque<Expression> open, List<Integer> nodes) {
    if (e instanceof Expression.Unary u && u.operator() == UnaryOperator.NOT) {
      open.push(u.operand());
    } else if (e instanceof Expression.Conditional c) {
      open.push(c.otherwise());
      open.push(c.then());
    } else if (e instanceof Expression.Binary b) {
      if (b.operator() == BinaryOperator.AND || b.operator() == BinaryOperator.OR) {
        open.push(b.right());
        open.push(b.left());
      } else if (COMPARISONS.contains(b.operator())) {
        if (isTime(condition, b.left())) {
          compared(condition, b.right(), nodes);
        } else if (isTime(condition, b.right())) {
          compared(condition, b.left(), nodes);
        }
      }
    }
  }

  private void compared(Formula.Explicit condition, Expression other, List<Integer> nodes) {
    int live = model.part(condition, other, ModelGraph.Context.EXACT);
    if (variabilityOf.applyAsInt(live) < Variability.STEP.ordinal()) {
      nodes.add(model.part(condition, other, ModelGraph.Context.INITIAL));
    }
  }

  private static boolean isTime(Formula.Explicit condition, Expression e) {
    return e instanceof Expression.Reference r
        && condition.references().get(r.alias()) == Formula.TIME;
  }
}
