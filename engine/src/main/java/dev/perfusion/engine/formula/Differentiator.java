package dev.perfusion.engine.formula;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Exact partial derivatives with respect to the states, and on request to slots and time, as nodes
 * of the same graph.
 *
 * <p>Comparisons and logical operators have derivative zero, a conditional, minimum or maximum that
 * of the active branch, a table the slope of its segment. Structural zeros are left out. Works
 * without recursion, so that chains of any length are fine.
 */
public final class Differentiator {
  private static final Gradient ZERO = new Gradient(new int[0], new int[0]);

  private final ExpressionGraph graph;
  private final Variables variables;
  private final Map<Integer, Gradient> known = new HashMap<>();
  private final Set<Integer> shared = new HashSet<>();
  private final long maxPartials = Limit.DERIVATIVES.value();
  private long partials;

  /** Derivatives with respect to the states within one graph, remembered between calls. */
  public Differentiator(ExpressionGraph graph) {
    this(graph, new Variables(0, new BitSet(), -1));
  }

  /** Derivatives with respect to the states and to further variables. */
  public Differentiator(ExpressionGraph graph, Variables variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /**
   * What to differentiate by. State i is variable i.
   *
   * @param states number of states; slot k is variable {@code states + k}
   * @param slots the slots that count as variables
   * @param time variable number of time, or -1 when time is held fixed
   */
  public record Variables(int states, BitSet slots, int time) {}

  /**
   * The non-zero partial derivatives of a node.
   *
   * @param variables variable numbers, increasing
   * @param nodes derivative with respect to the variable at the same position
   */
  public record Gradient(int[] variables, int[] nodes) {}

  /** The gradient of a node. */
  public Gradient gradient(int root) {
    ArrayDeque<Integer> pending = new ArrayDeque<>();
    pending.push(root);
    while (!pending.isEmpty()) {
      int node = pending.peek();
      if (known.containsKey(node)) {
        pending.pop();
        continue;
      }
      int before = pending.size();
      if (mayDepend(node)) {
        List<Integer> operands = operands(node);
        // The first comes first, which of a sum is the innermost that others share.
        for (int i = operands.size() - 1; i >= 0; i--) {
          if (!known.containsKey(operands.get(i))) {
            pending.push(operands.get(i));
          }
        }
      }
      if (pending.size() == before) {
        known.put(node, derive(node));
        pending.pop();
      }
    }
    return known.get(root);
  }

  private boolean mayDepend(int node) {
    return switch (graph.variability(node)) {
      case LITERAL -> false;
      case RUN -> !variables.slots().isEmpty();
      case STEP -> true;
    };
  }

  private Gradient one(int variable) {
    return new Gradient(new int[] {variable}, new int[] {graph.constant(1)});
  }

  private List<Integer> operands(int node) {
    List<Integer> operands = new ArrayList<>();
    if (isSum(node)) {
      terms(node, operands, null);
      return operands;
    }
    int arity = graph.opcode(node).arity();
    if (arity > 0) {
      operands.add(graph.left(node));
    }
    if (arity > 1) {
      operands.add(graph.right(node));
    }
    if (arity > 2) {
      operands.add(graph.third(node));
    }
    return operands;
  }

  private boolean isSum(int node) {
    Opcode op = graph.opcode(node);
    return op == Opcode.ADD || op == Opcode.SUBTRACT;
  }

  /**
   * Flattens a chain of sums from the left; signs are +1 or -1. A sum that is met a second time is
   * a term of its own from then on: sums of sums would multiply their terms without end.
   */
  private void terms(int node, List<Integer> terms, List<Integer> signs) {
    ArrayDeque<int[]> chain = new ArrayDeque<>();
    Set<Integer> met = new HashSet<>();
    chain.push(new int[] {node, 1});
    while (!chain.isEmpty()) {
      int[] top = chain.pop();
      boolean sum = isSum(top[0]);
      if (sum && !met.add(top[0])) {
        shared.add(top[0]);
      }
      if (sum && (top[0] == node || !shared.contains(top[0]))) {
        int sign = graph.opcode(top[0]) == Opcode.ADD ? top[1] : -top[1];
        chain.push(new int[] {graph.right(top[0]), sign});
        chain.push(new int[] {graph.left(top[0]), top[1]});
      } else {
        terms.add(top[0]);
        if (signs != null) {
          signs.add(top[1]);
        }
      }
    }
  }

  private Gradient derive(int node) {
    if (!mayDepend(node)) {
      return ZERO;
    }
    int a = graph.left(node);
    int b = graph.right(node);
    return switch (graph.opcode(node)) {
      case STATE -> one(a);
      case SLOT -> variables.slots().get(a) ? one(variables.states() + a) : ZERO;
      case TIME -> variables.time() < 0 ? ZERO : one(variables.time());
      case ADD, SUBTRACT -> sum(node);
      case NEGATE -> scale(known.get(a), graph.constant(-1));
      case MULTIPLY, ZERO_PRODUCT -> combine(known.get(a), b, known.get(b), a);
      case DIVIDE, ZERO_QUOTIENT ->
          combine(
              known.get(a),
              graph.divide(graph.constant(1), b),
              known.get(b),
              graph.unary(Opcode.NEGATE, graph.divide(node, b)));
      case POWER -> power(node, a, b);
      case MIN -> select(graph.operation(Opcode.LESS_OR_EQUAL, a, b), known.get(a), known.get(b));
      case MAX ->
          select(graph.operation(Opcode.GREATER_OR_EQUAL, a, b), known.get(a), known.get(b));
      case CONDITIONAL -> select(a, known.get(b), known.get(graph.third(node)));
      case TABLE_VALUE -> scale(known.get(a), graph.tableSlope(b, a));
      case ACOS, ASIN, ATAN, COS, COSH, EXP, LN, LOG10, SIN, SINH, SQRT, TAN, TANH ->
          known.get(a).variables().length == 0
              ? ZERO
              : scale(known.get(a), outer(graph.opcode(node), node, a));
      default -> ZERO;
    };
  }

  private Gradient sum(int node) {
    List<Integer> terms = new ArrayList<>();
    List<Integer> signs = new ArrayList<>();
    terms(node, terms, signs);
    TreeMap<Integer, Integer> total = new TreeMap<>();
    for (int i = 0; i < terms.size(); i++) {
      Gradient g = known.get(terms.get(i));
      boolean plus = signs.get(i) > 0;
      for (int k = 0; k < g.variables().length; k++) {
        int d = g.nodes()[k];
        total.merge(
            g.variables()[k],
            plus ? d : graph.unary(Opcode.NEGATE, d),
            (sum, next) -> plus ? graph.add(sum, d) : graph.subtract(sum, d));
      }
    }
    return gradient(total);
  }

  /** {@code da * fa + db * fb}. */
  private Gradient combine(Gradient da, int fa, Gradient db, int fb) {
    TreeMap<Integer, Integer> total = new TreeMap<>();
    for (int k = 0; k < da.variables().length; k++) {
      total.put(da.variables()[k], graph.multiply(da.nodes()[k], fa));
    }
    for (int k = 0; k < db.variables().length; k++) {
      total.merge(db.variables()[k], graph.multiply(db.nodes()[k], fb), graph::add);
    }
    return gradient(total);
  }

  private Gradient scale(Gradient da, int factor) {
    return combine(da, factor, ZERO, factor);
  }

  private Gradient select(int condition, Gradient then, Gradient otherwise) {
    TreeMap<Integer, Integer> total = new TreeMap<>();
    int zero = graph.constant(0);
    for (int k = 0; k < otherwise.variables().length; k++) {
      total.put(otherwise.variables()[k], graph.conditional(condition, zero, otherwise.nodes()[k]));
    }
    for (int k = 0; k < then.variables().length; k++) {
      int variable = then.variables()[k];
      int position = Arrays.binarySearch(otherwise.variables(), variable);
      int other = position < 0 ? zero : otherwise.nodes()[position];
      total.put(variable, graph.conditional(condition, then.nodes()[k], other));
    }
    return gradient(total);
  }

  private Gradient power(int node, int a, int b) {
    Gradient da = known.get(a);
    Gradient db = known.get(b);
    int zero = graph.constant(0);
    int atZero = graph.operation(Opcode.EQUAL, a, zero);
    // d(a^b)/da = b a^(b-1), left out at base 0 where it may be infinite unless b is a literal of
    // at least 1
    int slope =
        graph.multiply(
            b, graph.binary(BinaryOperator.POWER, a, graph.subtract(b, graph.constant(1)), false));
    int fa =
        graph.isLiteral(b) && graph.literal(b) >= 1
            ? slope
            : graph.conditional(atZero, zero, slope);
    int fb =
        db.variables().length == 0
            ? zero
            : graph.conditional(atZero, zero, graph.multiply(node, graph.unary(Opcode.LN, a)));
    return combine(da, fa, db, fb);
  }

  /** Derivative of a function of one operand; {@code f} is the function's own node. */
  private int outer(Opcode op, int f, int a) {
    int one = graph.constant(1);
    return switch (op) {
      case ACOS ->
          graph.unary(
              Opcode.NEGATE, graph.divide(one, graph.unary(Opcode.SQRT, oneMinusSquare(a))));
      case ASIN -> graph.divide(one, graph.unary(Opcode.SQRT, oneMinusSquare(a)));
      case ATAN -> graph.divide(one, graph.add(one, graph.multiply(a, a)));
      case COS -> graph.unary(Opcode.NEGATE, graph.unary(Opcode.SIN, a));
      case COSH -> graph.unary(Opcode.SINH, a);
      case EXP -> f;
      case LN -> graph.divide(one, a);
      case LOG10 -> graph.divide(graph.constant(1 / Math.log(10)), a);
      case SIN -> graph.unary(Opcode.COS, a);
      case SINH -> graph.unary(Opcode.COSH, a);
      case SQRT -> graph.divide(graph.constant(0.5), f);
      case TAN -> graph.add(one, graph.multiply(f, f));
      case TANH -> oneMinusSquare(f);
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  private int oneMinusSquare(int a) {
    return graph.subtract(graph.constant(1), graph.multiply(a, a));
  }

  private Gradient gradient(TreeMap<Integer, Integer> total) {
    int zero = graph.constant(0);
    total.values().removeIf(d -> d == zero);
    int[] numbers = new int[total.size()];
    int[] nodes = new int[numbers.length];
    partials += numbers.length;
    if (partials > maxPartials) {
      throw new LimitException(Limit.DERIVATIVES);
    }
    int k = 0;
    for (Map.Entry<Integer, Integer> entry : total.entrySet()) {
      numbers[k] = entry.getKey();
      nodes[k++] = entry.getValue();
    }
    return new Gradient(numbers, nodes);
  }
}
