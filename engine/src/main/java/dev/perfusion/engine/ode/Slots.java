package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.PiecewiseLinear;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that change from run to run or at events. Order: varied quantities, then for each
 * event-changed quantity its selector and the number assigned, then the last outputs of observers
 * that formulas read, then the perturbations that sensitivities are derivatives by.
 */
final class Slots implements ModelGraph.Sources {
  private final ExpressionGraph graph;
  private final Map<Integer, Integer> varied = new HashMap<>();
  private final Map<Integer, Integer> tables = new HashMap<>();
  private final Map<Integer, Integer> selectors = new HashMap<>();
  private final Map<Integer, Integer> lastOutputs = new HashMap<>();
  private final Map<Integer, Integer> perturbations = new HashMap<>();
  private final Map<Integer, Integer> stateOf;
  private int count;

  Slots(
      ExpressionGraph graph,
      ModelIndex index,
      List<Integer> variedIds,
      Map<Integer, PiecewiseLinear> runTables,
      List<Integer> perturbedIds,
      Map<Integer, Integer> stateOf) {
    this.graph = graph;
    this.stateOf = stateOf;
    variedIds.forEach(id -> varied.put(id, count++));
    runTables.forEach((id, table) -> tables.put(id, graph.addExchangedTable(table)));
    for (int id : index.changedQuantities()) {
      selectors.put(id, count);
      count += 2;
    }
    index.readObservers().forEach(id -> lastOutputs.put(id, count++));
    perturbedIds.forEach(id -> perturbations.put(id, count++));
  }

  int count() {
    return count;
  }

  int selectorSlot(int id) {
    return selectors.get(id);
  }

  int lastOutputSlot(int id) {
    return lastOutputs.get(id);
  }

  int perturbationSlot(int id) {
    return perturbations.get(id);
  }

  /** The slot may change within a run. */
  boolean changes(int slot) {
    return slot >= varied.size() && !perturbations.containsValue(slot);
  }

  /** The slots that carry a sensitivity: perturbations, assigned numbers and last outputs. */
  BitSet differentiable() {
    BitSet found = new BitSet();
    perturbations.values().forEach(found::set);
    selectors.values().forEach(selector -> found.set(selector + 1));
    lastOutputs.values().forEach(found::set);
    return found;
  }

  @Override
  public int perturbation(int id) {
    Integer slot = perturbations.get(id);
    return slot == null ? -1 : graph.slot(slot);
  }

  @Override
  public int replacement(int id) {
    Integer slot = varied.get(id);
    return slot == null ? -1 : graph.slot(slot);
  }

  @Override
  public int table(int id) {
    return tables.getOrDefault(id, -1);
  }

  @Override
  public int state(int id) {
    Integer state = stateOf.get(id);
    return state == null ? -1 : graph.state(state);
  }

  @Override
  public int selector(int id) {
    Integer slot = selectors.get(id);
    return slot == null ? -1 : graph.slot(slot);
  }

  @Override
  public int assignedValue(int id) {
    return graph.slot(selectors.get(id) + 1);
  }

  @Override
  public int lastOutput(int id) {
    return graph.slot(lastOutputs.get(id));
  }
}
