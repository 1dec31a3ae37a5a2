package dev.perfusion.engine.model;

import dev.perfusion.engine.formula.Expression;
import java.util.List;
import java.util.Map;

/**
 * A formula with its references resolved for one user.
 *
 * <p>References are quantity ids ({@link Quantity#id()}); {@link #TIME} is simulation time in
 * minutes. The expression tree is shared between the users of one formula text, the bindings are
 * not.
 */
public sealed interface Formula {
  /** The id that stands for simulation time (min). */
  int TIME = 0;

  /** A number. */
  record Constant(double value) implements Formula {}

  /**
   * A formula text.
   *
   * @param equation the text as read
   * @param expression the parsed text
   * @param references alias to quantity id, or to {@link #TIME}
   */
  record Explicit(String equation, Expression expression, Map<String, Integer> references)
      implements Formula {
    public Explicit {
      references = Map.copyOf(references);
    }
  }

  /**
   * A function of time given by points, strictly increasing in x.
   *
   * @param useDerivedValues false: linear interpolation, clamped at both ends; true: slope of the
   *     segment, 0 outside [x0, xn)
   */
  record Table(List<TablePoint> points, boolean useDerivedValues) implements Formula {
    public Table {
      points = List.copyOf(points);
    }
  }

  /**
   * {@code table(time - offset)}. Both are quantity ids; a table quantity without a {@link Table}
   * formula gives its own value.
   */
  record TableWithOffset(int tableId, int offsetId) implements Formula {}

  /**
   * {@code table(argument)}. Both are quantity ids.
   *
   * @param argumentId -1 when the file names no argument: an error as soon as the value is needed
   */
  record TableWithXArgument(int tableId, int argumentId) implements Formula {}
}
