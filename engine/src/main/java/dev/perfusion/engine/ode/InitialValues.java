package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.LimitException;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Quantity;
import java.util.Map;

/** Values of quantities at time 0. Computes what is asked for and remembers it; not thread-safe. */
public final class InitialValues {
  private final ModelIndex index;
  private final ExpressionGraph graph = new ExpressionGraph();
  private final ModelGraph model;

  /**
   * @param changed quantity id to the number that replaces a parameter's formula or a species'
   *     initial value
   */
  public InitialValues(ModelIndex index, Map<Integer, Double> changed) {
    this.index = index;
    model = new ModelGraph(index, graph, new Literals(graph, Map.copyOf(changed)));
  }

  /**
   * Value of a quantity at time 0; a table gives its value at x = 0.
   *
   * @throws ModelException the value depends on itself
   */
  public double value(int id) {
    Quantity quantity = index.quantity(id);
    try {
      int node =
          quantity instanceof Observer o
              ? model.observed(o, ModelGraph.Context.INITIAL)
              : model.quantity(id, ModelGraph.Context.INITIAL);
      return graph.literal(node);
    } catch (LimitException e) {
      throw new ModelException(quantity.path(), e.getMessage());
    }
  }

  /** With every source a literal, each node folds to a literal: building is evaluating. */
  private record Literals(ExpressionGraph graph, Map<Integer, Double> changed)
      implements ModelGraph.Sources {
    @Override
    public int replacement(int id) {
      Double value = changed.get(id);
      return value == null ? -1 : graph.constant(value);
    }

    @Override
    public int state(int id) {
      return -1;
    }

    @Override
    public int selector(int id) {
      return -1;
    }

    @Override
    public int assignedValue(int id) {
      throw new IllegalStateException("no event fires before time 0");
    }

    @Override
    public int lastOutput(int id) {
      throw new IllegalStateException("no output before time 0");
    }
  }
}
