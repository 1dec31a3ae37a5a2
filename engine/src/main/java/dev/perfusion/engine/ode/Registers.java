package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.ExpressionGraph.Variability;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.formula.PiecewiseLinear;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Gives nodes their registers and writes tapes. Layout: time, states, slots, then literals and
 * results as they come.
 */
final class Registers {
  static final int TIME = 0;
  static final int STATES = 1;

  private final ExpressionGraph graph;
  private final int stateCount;
  private final int[] register;
  private final PiecewiseLinear[] tables;
  private final BitSet runNodes = new BitSet();
  private double[] literals = new double[256];
  private final BitSet literalRegisters = new BitSet();
  private int count;

  Registers(ExpressionGraph graph, int stateCount, int slotCount) {
    this.graph = graph;
    this.stateCount = stateCount;
    tables = graph.tables().toArray(PiecewiseLinear[]::new);
    register = new int[graph.size()];
    Arrays.fill(register, -1);
    count = STATES + stateCount + slotCount;
  }

  /** Register of a node, which may be a leaf. */
  int of(int node) {
    if (register[node] < 0) {
      register[node] =
          switch (graph.opcode(node)) {
            case TIME -> TIME;
            case STATE -> STATES + graph.left(node);
            case SLOT -> slot(graph.left(node));
            default -> count++;
          };
      if (graph.isLiteral(node)) {
        if (register[node] >= literals.length) {
          literals = Arrays.copyOf(literals, 2 * register[node]);
        }
        literals[register[node]] = graph.literal(node);
        literalRegisters.set(register[node]);
      }
    }
    return register[node];
  }

  /** Register of a slot. */
  int slot(int index) {
    return STATES + stateCount + index;
  }

  /**
   * Code that computes these nodes from time and states; what is fixed within a run goes into
   * {@link #prologue()}.
   */
  Tape tape(int... roots) {
    BitSet needed = reachable(graph, roots);
    BitSet step = new BitSet();
    needed.stream()
        .filter(n -> graph.opcode(n).arity() > 0)
        .forEach(n -> (graph.variability(n) == Variability.STEP ? step : runNodes).set(n));
    for (int root : roots) {
      of(root);
    }
    return assemble(step);
  }

  /** Code that computes all that the tapes so far need and that depends on slots only. */
  Tape prologue() {
    return assemble(runNodes);
  }

  /** A register file with the literals in place; call when all tapes are made. */
  double[] template() {
    return Arrays.copyOf(literals, count);
  }

  /** The registers that hold literals. */
  BitSet literals() {
    return literalRegisters;
  }

  /** All nodes that these nodes need, themselves included. */
  static BitSet reachable(ExpressionGraph graph, int... roots) {
    BitSet needed = new BitSet();
    int highest = -1;
    for (int root : roots) {
      needed.set(root);
      highest = Math.max(highest, root);
    }
    for (int n = highest; n >= 0; n = needed.previousSetBit(n - 1)) {
      int arity = graph.opcode(n).arity();
      if (arity > 0) {
        needed.set(graph.left(n));
      }
      if (arity > 1) {
        needed.set(graph.right(n));
      }
      if (arity > 2) {
        needed.set(graph.third(n));
      }
    }
    return needed;
  }

  private Tape assemble(BitSet nodes) {
    int[] code = new int[Tape.WORDS * nodes.cardinality()];
    int at = 0;
    for (int n = nodes.nextSetBit(0); n >= 0; n = nodes.nextSetBit(n + 1)) {
      Opcode op = graph.opcode(n);
      code[at] = op.ordinal();
      code[at + 2] = of(graph.left(n));
      if (op.arity() > 1) {
        code[at + 3] = of(graph.right(n));
      } else if (op == Opcode.TABLE_VALUE || op == Opcode.TABLE_SLOPE) {
        code[at + 3] = graph.right(n);
      }
      if (op.arity() > 2) {
        code[at + 4] = of(graph.third(n));
      }
      code[at + 1] = of(n);
      at += Tape.WORDS;
    }
    return new Tape(code, tables);
  }
}
