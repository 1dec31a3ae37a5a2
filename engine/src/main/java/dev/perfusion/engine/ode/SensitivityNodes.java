package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.Differentiator;
import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.ExpressionGraph.Variability;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.ode.SensitivityCode.AssignmentDerivatives;
import dev.perfusion.engine.ode.SensitivityCode.EventDerivatives;
import dev.perfusion.engine.ode.SensitivityCode.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Differentiates a model: first nodes, then, when all nodes exist, code. */
final class SensitivityNodes {
  private final ExpressionGraph graph;
  private final Slots slots;
  private final List<Integer> parameterIds;
  private final Roots roots;
  private final Partials.Nodes rates;
  private final Partials.Nodes initial;
  private final Partials.Nodes outputs;
  private final List<Partials.Nodes> shifts = new ArrayList<>();
  private final List<Integer> switches = new ArrayList<>();
  private final List<Partials.Nodes> switchDerivatives = new ArrayList<>();
  private final List<Partials.Nodes> timeDerivatives = new ArrayList<>();
  private final List<List<Partials.Nodes>> assignments = new ArrayList<>();

  /**
   * The nodes to differentiate.
   *
   * @param times per event the moments that its condition names
   * @param shifts per restart table the node of its shift, or -1
   * @param assigned per event the nodes of the assigned values
   */
  record Roots(
      int[] rates,
      int[] initial,
      int[] outputs,
      List<List<Integer>> times,
      List<Integer> shifts,
      List<int[]> assigned) {}

  SensitivityNodes(ExpressionGraph graph, Slots slots, List<Integer> parameterIds, Roots roots) {
    this.graph = graph;
    this.slots = slots;
    this.parameterIds = parameterIds;
    this.roots = roots;
    int states = roots.rates().length;
    BitSet variables = slots.differentiable();
    Differentiator fixedTime =
        new Differentiator(graph, new Differentiator.Variables(states, variables, -1));
    Differentiator withTime =
        new Differentiator(
            graph, new Differentiator.Variables(states, variables, states + slots.count()));
    findSwitches();
    rates = Partials.Nodes.of(fixedTime, roots.rates());
    initial = Partials.Nodes.of(fixedTime, roots.initial());
    outputs = Partials.Nodes.of(fixedTime, roots.outputs());
    for (int shift : roots.shifts()) {
      shifts.add(shift < 0 ? Partials.Nodes.of(fixedTime) : Partials.Nodes.of(fixedTime, shift));
    }
    for (int moment : switches) {
      switchDerivatives.add(Partials.Nodes.of(fixedTime, moment));
    }
    for (List<Integer> named : roots.times()) {
      timeDerivatives.add(Partials.Nodes.of(fixedTime, ints(named)));
    }
    for (int[] values : roots.assigned()) {
      assignments.add(
          Arrays.stream(values).mapToObj(value -> Partials.Nodes.of(withTime, value)).toList());
    }
  }

  /** Comparisons in right-hand sides of time, perhaps shifted, with something fixed in the run. */
  private void findSwitches() {
    Registers.reachable(graph, roots.rates()).stream()
        .filter(
            n ->
                graph.opcode(n).compareTo(Opcode.EQUAL) >= 0
                    && graph.opcode(n).compareTo(Opcode.GREATER_OR_EQUAL) <= 0)
        .forEach(
            n -> {
              addSwitch(graph.left(n), graph.right(n));
              addSwitch(graph.right(n), graph.left(n));
            });
  }

  private void addSwitch(int timeSide, int fixedSide) {
    if (!isFixed(fixedSide)) {
      return;
    }
    int time = graph.time();
    if (timeSide == time) {
      switches.add(fixedSide);
    } else if (graph.opcode(timeSide) == Opcode.SUBTRACT
        && graph.left(timeSide) == time
        && isFixed(graph.right(timeSide))) {
      switches.add(graph.add(fixedSide, graph.right(timeSide)));
    } else if (graph.opcode(timeSide) == Opcode.SUBTRACT
        && graph.right(timeSide) == time
        && isFixed(graph.left(timeSide))) {
      switches.add(graph.subtract(graph.left(timeSide), fixedSide));
    }
  }

  private boolean isFixed(int node) {
    return graph.variability(node) != Variability.STEP;
  }

  /** Makes the code; registers that depend on slots only are filled by the prologue. */
  SensitivityCode code(Registers registers) {
    Tape slope = registers.tape(concatenate(roots.rates(), rates.roots()));
    registers.tape(initial.roots());
    Tape outputCode = registers.tape(outputs.roots());
    List<Stop> stops = new ArrayList<>();
    for (int k = 0; k < shifts.size(); k++) {
      stops.add(new Stop(k, -1, inPrologue(shifts.get(k), registers)));
    }
    for (int k = 0; k < switches.size(); k++) {
      registers.tape(switches.get(k));
      stops.add(
          new Stop(
              -1, registers.of(switches.get(k)), inPrologue(switchDerivatives.get(k), registers)));
    }
    List<EventDerivatives> events = new ArrayList<>();
    for (int e = 0; e < timeDerivatives.size(); e++) {
      List<AssignmentDerivatives> assigned = new ArrayList<>();
      for (Partials.Nodes nodes : assignments.get(e)) {
        assigned.add(new AssignmentDerivatives(registers.tape(nodes.roots()), nodes.in(registers)));
      }
      events.add(
          new EventDerivatives(
              roots.times().get(e).stream().mapToInt(registers::of).toArray(),
              inPrologue(timeDerivatives.get(e), registers),
              List.copyOf(assigned)));
    }
    int[] parameterSlots = parameterIds.stream().mapToInt(slots::perturbationSlot).toArray();
    return new SensitivityCode(
        slots.count(),
        parameterSlots,
        slope,
        rates.in(registers),
        initial.in(registers),
        outputCode,
        outputs.in(registers),
        List.copyOf(stops),
        List.copyOf(events));
  }

  private static Partials inPrologue(Partials.Nodes nodes, Registers registers) {
    registers.tape(nodes.roots());
    return nodes.in(registers);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] concatenate(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
