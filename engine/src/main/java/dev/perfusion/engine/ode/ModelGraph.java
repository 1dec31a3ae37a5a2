package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.BinaryOperator;
import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.LimitException;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.model.TablePoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Turns the formulas of a model into nodes of an {@link ExpressionGraph}; walks reference chains of
 * any length without recursion.
 */
final class ModelGraph {
  /** What references mean. */
  enum Context {
    /** At time 0, with all species at their initial values. */
    INITIAL,
    /** During a run. */
    LIVE,
    /** During a run, operations in the order written: for conditions, which may test equality. */
    EXACT
  }

  private static final Context[] ALL = Context.values();
  private static final int CONTEXTS = ALL.length;
  private static final int SHOWN = 20;
  private static final int UNKNOWN = -1;
  private static final int OPEN = -2;

  /** Where the numbers of a run come from. */
  interface Sources {
    /**
     * Node that replaces a parameter's formula or a species' initial value, or a negative number.
     */
    int replacement(int id);

    /**
     * Number of the table that replaces a parameter's formula with points of the run's own, or a
     * negative number; stronger than {@link #replacement}.
     */
    default int table(int id) {
      return -1;
    }

    /** Node of a species during a run, or a negative number when it keeps its initial value. */
    int state(int id);

    /**
     * Node that tells which assignment an event-changed quantity follows: 0 for none, k + 1 for
     * number k; negative when never.
     */
    int selector(int id);

    /** Node of the number that an event has assigned. */
    int assignedValue(int id);

    /** Node of the value an observer had at the last output time. */
    int lastOutput(int id);

    /**
     * Node that is added to a parameter's own value or a species' initial value, or a negative
     * number for none: what sensitivities are derivatives by.
     */
    default int perturbation(int id) {
      return -1;
    }
  }

  private final ModelIndex index;
  private final ExpressionGraph graph;
  private final Sources sources;
  private final int[] nodes;
  private final long maxOperations = Limit.OPERATIONS.value();
  private long operations;
  private final Map<Formula.Table, Integer> tables = new IdentityHashMap<>();

  ModelGraph(ModelIndex index, ExpressionGraph graph, Sources sources) {
    this.index = index;
    this.graph = graph;
    this.sources = sources;
    nodes = new int[CONTEXTS * index.quantities().size()];
    Arrays.fill(nodes, UNKNOWN);
  }

  /** Node of a quantity. */
  int quantity(int id, Context context) {
    if (id == Formula.TIME) {
      return context == Context.INITIAL ? graph.constant(0) : graph.time();
    }
    int key = key(id, context);
    if (nodes[key] < 0) {
      resolve(key);
    }
    return nodes[key];
  }

  /** Node of a formula. */
  int formula(Formula formula, Context context) {
    ModelIndex.forEachReference(formula, id -> quantity(id, context));
    return build(formula, context);
  }

  /** Node of a part of a formula. */
  int part(Formula.Explicit whole, Expression part, Context context) {
    return formula(new Formula.Explicit(whole.equation(), part, whole.references()), context);
  }

  /** Node of d(species)/dt, unscaled. */
  int rate(Species species) {
    int sum = graph.constant(0);
    for (RateTerm term : species.rightHandSide()) {
      if (term.coefficient() == 0) {
        continue;
      }
      int rate = formula(term.rate(), Context.LIVE);
      if (term.volumeId() != RateTerm.NO_VOLUME) {
        rate = graph.multiply(rate, quantity(term.volumeId(), Context.LIVE));
      }
      rate = graph.multiply(rate, graph.constant(Math.abs(term.coefficient())));
      sum = term.coefficient() > 0 ? graph.add(sum, rate) : graph.subtract(sum, rate);
    }
    return sum;
  }

  /** Node of what an observer shows. */
  int observed(Observer observer, Context context) {
    int base = formula(observer.formula(), context);
    followAssignments(observer.id(), context, id -> quantity(id, context));
    return withAssignments(observer.id(), base, context);
  }

  private int key(int id, Context context) {
    return index.position(id) * CONTEXTS + context.ordinal();
  }

  private void resolve(int root) {
    Deque<Integer> pending = new ArrayDeque<>();
    pending.push(root);
    while (!pending.isEmpty()) {
      WorkInterruptedException.check();
      int key = pending.peek();
      if (nodes[key] >= 0) {
        pending.pop();
      } else if (nodes[key] == OPEN) {
        nodes[key] = build(key);
        pending.pop();
      } else {
        nodes[key] = OPEN;
        forEachDependency(
            key,
            needed -> {
              if (nodes[needed] == OPEN) {
                throw cycle(pending, needed);
              }
              if (nodes[needed] == UNKNOWN) {
                pending.push(needed);
              }
            });
      }
    }
  }

  private ModelException cycle(Deque<Integer> pending, int closing) {
    List<String> chain = new ArrayList<>();
    for (int key : pending) {
      if (nodes[key] == OPEN) {
        chain.add(0, index.quantities().get(key / CONTEXTS).path());
      }
    }
    String first = index.quantities().get(closing / CONTEXTS).path();
    List<String> circle = chain.subList(Math.max(0, chain.indexOf(first)), chain.size());
    String hidden = " -> ... (" + (circle.size() - SHOWN) + " more)";
    return new ModelException(
        first,
        "the value depends on itself: "
            + String.join(" -> ", circle.subList(0, Math.min(SHOWN, circle.size())))
            + (circle.size() > SHOWN ? hidden : "")
            + " -> "
            + first);
  }

  private void forEachDependency(int key, IntConsumer action) {
    Quantity quantity = index.quantities().get(key / CONTEXTS);
    Context context = ALL[key % CONTEXTS];
    if (quantity instanceof Observer) {
      return;
    }
    if (quantity instanceof Species species) {
      if (context != Context.INITIAL) {
        if (sources.state(species.id()) < 0) {
          action.accept(key(species.id(), Context.INITIAL));
        }
      } else if (sources.replacement(species.id()) < 0) {
        references(species.initialValue(), context, action);
      }
      return;
    }
    Parameter parameter = (Parameter) quantity;
    if (sources.table(parameter.id()) < 0 && sources.replacement(parameter.id()) < 0) {
      references(parameter.formula(), context, action);
    }
    followAssignments(parameter.id(), context, id -> action.accept(key(id, context)));
  }

  private void followAssignments(int id, Context context, IntConsumer action) {
    if (context == Context.INITIAL || sources.selector(id) < 0) {
      return;
    }
    for (Event.Assignment assignment : index.assignments(id)) {
      if (!assignment.useAsValue()) {
        ModelIndex.forEachReference(
            assignment.formula(),
            reference -> {
              if (reference != Formula.TIME) {
                action.accept(reference);
              }
            });
      }
    }
  }

  private void references(Formula formula, Context context, IntConsumer action) {
    ModelIndex.forEachReference(
        formula,
        id -> {
          if (id != Formula.TIME) {
            action.accept(key(id, context));
          }
        });
  }

  private int build(int key) {
    Quantity quantity = index.quantities().get(key / CONTEXTS);
    Context context = ALL[key % CONTEXTS];
    if (quantity instanceof Observer) {
      return context == Context.INITIAL ? graph.constant(0) : sources.lastOutput(quantity.id());
    }
    int replacement = sources.replacement(quantity.id());
    if (quantity instanceof Species species) {
      if (context == Context.INITIAL) {
        return perturbed(
            species.id(), replacement >= 0 ? replacement : build(species.initialValue(), context));
      }
      int state = sources.state(species.id());
      return state >= 0 ? state : nodes[key(species.id(), Context.INITIAL)];
    }
    Parameter parameter = (Parameter) quantity;
    int table = sources.table(parameter.id());
    int base =
        table >= 0
            ? graph.tableValue(table, quantity(Formula.TIME, context))
            : replacement >= 0 ? replacement : build(parameter.formula(), context);
    return withAssignments(parameter.id(), perturbed(parameter.id(), base), context);
  }

  private int perturbed(int id, int base) {
    int perturbation = sources.perturbation(id);
    return perturbation < 0 ? base : graph.add(base, perturbation);
  }

  private int withAssignments(int id, int base, Context context) {
    if (context == Context.INITIAL) {
      return base;
    }
    int selector = sources.selector(id);
    if (selector < 0) {
      return base;
    }
    int node = base;
    List<Event.Assignment> assignments = index.assignments(id);
    for (int k = assignments.size() - 1; k >= 0; k--) {
      Event.Assignment assignment = assignments.get(k);
      int changed =
          assignment.useAsValue()
              ? sources.assignedValue(id)
              : build(assignment.formula(), context);
      int chosen = graph.operation(Opcode.EQUAL, selector, graph.constant(k + 1));
      node = graph.conditional(chosen, changed, node);
    }
    return node;
  }

  /** All references of the formula are resolved already. */
  private int build(Formula formula, Context context) {
    if (formula instanceof Formula.Constant c) {
      return graph.constant(c.value());
    }
    if (formula instanceof Formula.Table t) {
      return table(t, quantity(Formula.TIME, context));
    }
    if (formula instanceof Formula.Explicit e) {
      return expression(e.expression(), e.references(), context);
    }
    if (formula instanceof Formula.TableWithOffset t) {
      int argument =
          graph.subtract(quantity(Formula.TIME, context), quantity(t.offsetId(), context));
      return tableQuantity(t.tableId(), argument, context);
    }
    Formula.TableWithXArgument t = (Formula.TableWithXArgument) formula;
    if (t.argumentId() < 0) {
      throw new ModelException(
          index.quantity(t.tableId()).path(),
          "a table formula with an x argument does not say which quantity the argument is");
    }
    return tableQuantity(t.tableId(), quantity(t.argumentId(), context), context);
  }

  private int tableQuantity(int tableId, int argument, Context context) {
    int own = sources.table(tableId);
    if (own >= 0) {
      return withAssignments(tableId, perturbed(tableId, graph.tableValue(own, argument)), context);
    }
    if (index.quantity(tableId) instanceof Parameter p
        && p.formula() instanceof Formula.Table t
        && sources.replacement(tableId) < 0) {
      return withAssignments(tableId, perturbed(tableId, table(t, argument)), context);
    }
    return quantity(tableId, context);
  }

  private int table(Formula.Table table, int argument) {
    int number = tables.computeIfAbsent(table, t -> graph.addTable(points(t.points())));
    return table.useDerivedValues()
        ? graph.tableSlope(number, argument)
        : graph.tableValue(number, argument);
  }

  private static PiecewiseLinear points(List<TablePoint> points) {
    return new PiecewiseLinear(
        points.stream().mapToDouble(TablePoint::x).toArray(),
        points.stream().mapToDouble(TablePoint::y).toArray());
  }

  /** The table behind a number of {@link ExpressionGraph#tables()}. */
  Map<Formula.Table, Integer> tables() {
    return tables;
  }

  private int expression(Expression e, Map<String, Integer> references, Context context) {
    if (++operations > maxOperations) {
      throw new LimitException(Limit.OPERATIONS);
    }
    if (e instanceof Expression.Constant c) {
      return graph.constant(c.value());
    }
    if (e instanceof Expression.Reference r) {
      return quantity(references.get(r.alias()), context);
    }
    if (e instanceof Expression.Unary u) {
      return graph.unary(u.operator(), expression(u.operand(), references, context));
    }
    if (e instanceof Expression.Binary b) {
      return binary(b, references, context);
    }
    Expression.Conditional c = (Expression.Conditional) e;
    return graph.conditional(
        expression(c.condition(), references, context),
        expression(c.then(), references, context),
        expression(c.otherwise(), references, context));
  }

  /**
   * Chains of one operator lean to the left and may be long: the left spine is walked in a loop.
   */
  private int binary(Expression.Binary root, Map<String, Integer> references, Context context) {
    Deque<Expression.Binary> spine = new ArrayDeque<>();
    Expression leftmost = root;
    while (leftmost instanceof Expression.Binary b) {
      spine.push(b);
      leftmost = b.left();
    }
    int node = expression(leftmost, references, context);
    for (Expression.Binary b : spine) {
      BinaryOperator operator = b.operator();
      node =
          graph.binary(
              operator, node, expression(b.right(), references, context), context == Context.EXACT);
    }
    return node;
  }
}
