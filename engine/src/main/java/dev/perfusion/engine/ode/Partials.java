package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.Differentiator;
import dev.perfusion.engine.formula.Differentiator.Gradient;
import java.util.ArrayList;
import java.util.List;

/**
 * A sparse matrix of partial derivatives in coordinates.
 *
 * @param row row of each entry, not decreasing
 * @param variable variable number of each entry, see {@link Differentiator.Variables}
 * @param register where the value is
 */
record Partials(int[] row, int[] variable, int[] register) {

  /** The same as nodes, before there are registers. */
  record Nodes(List<Integer> rows, List<Integer> variables, List<Integer> nodes) {
    static Nodes of(Differentiator differentiator, int... roots) {
      Nodes found = new Nodes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < roots.length; i++) {
        Gradient gradient = differentiator.gradient(roots[i]);
        for (int k = 0; k < gradient.variables().length; k++) {
          found.rows.add(i);
          found.variables.add(gradient.variables()[k]);
          found.nodes.add(gradient.nodes()[k]);
        }
      }
      return found;
    }

    int[] roots() {
      return ints(nodes);
    }

    Partials in(Registers registers) {
      return new Partials(
          ints(rows), ints(variables), nodes.stream().mapToInt(registers::of).toArray());
    }

    private static int[] ints(List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  int size() {
    return row.length;
  }
}
