package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.Differentiator;
import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.ExpressionGraph.Variability;
import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.LimitException;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.engine.ode.CompiledModel.CompiledAssignment;
import dev.perfusion.engine.ode.CompiledModel.CompiledEvent;
import dev.perfusion.engine.ode.CompiledModel.Output;
import dev.perfusion.engine.ode.CompiledModel.ReadObserver;
import dev.perfusion.engine.ode.CompiledModel.RestartTable;
import dev.perfusion.engine.ode.ModelGraph.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Assembles the ODE system of a model and turns it into code. */
public final class ModelCompiler {
  private static final double SAME_SLOPE = 1e-9;
  private static final int MAX_PASSES = 100;

  private final ModelIndex index;
  private final List<Integer> variedIds;
  private final Map<Integer, PiecewiseLinear> runTables;
  private final Set<Integer> outputIds;
  private final List<Integer> perturbedIds;

  private ExpressionGraph graph;
  private ModelGraph model;
  private Slots slots;
  private List<Species> states;
  private Map<Integer, Integer> stateOf;
  private Registers registers;
  private SensitivityCode sensitivityCode;

  private ModelCompiler(
      ModelIndex index,
      List<Integer> variedIds,
      Map<Integer, PiecewiseLinear> runTables,
      Set<Integer> outputIds,
      List<Integer> perturbedIds) {
    this.index = index;
    this.variedIds = variedIds;
    this.runTables = runTables;
    this.outputIds = outputIds;
    this.perturbedIds = perturbedIds;
  }

  /**
   * Compiles a model.
   *
   * @param variedIds parameters (also with formulas) and species (initial values) whose numbers
   *     each run supplies
   * @param outputIds quantities to store; order of the results is species, observers, parameters
   * @throws ModelException a value depends on itself, or the model is larger than a limit allows
   */
  public static CompiledModel compile(
      ModelIndex index, List<Integer> variedIds, Set<Integer> outputIds) {
    return compile(index, variedIds, Map.of(), outputIds);
  }

  /**
   * Compiles a model in which some parameters are functions of time that each run supplies: linear
   * between points, no restarts. The code belongs to whoever sets the points, so to one thread.
   *
   * @param variedIds as for {@link #compile(ModelIndex, List, Set)}
   * @param runTables parameter ids to the functions, which may get other points between runs
   */
  public static CompiledModel compile(
      ModelIndex index,
      List<Integer> variedIds,
      Map<Integer, PiecewiseLinear> runTables,
      Set<Integer> outputIds) {
    return new ModelCompiler(index, List.copyOf(variedIds), runTables, outputIds, List.of())
        .compile();
  }

  /**
   * Compiles a model together with the derivatives that forward sensitivities need.
   *
   * @param parameterIds parameters and species (initial values) to differentiate by
   * @throws ModelException a value depends on itself, or the model is larger than a limit allows
   */
  public static SensitivityModel compileWithSensitivities(
      ModelIndex index,
      List<Integer> variedIds,
      Set<Integer> outputIds,
      List<Integer> parameterIds) {
    ModelCompiler compiler =
        new ModelCompiler(
            index, List.copyOf(variedIds), Map.of(), outputIds, List.copyOf(parameterIds));
    CompiledModel model = compiler.compile();
    return new SensitivityModel(model, compiler.sensitivityCode);
  }

  private CompiledModel compile() {
    try {
      return compiled();
    } catch (LimitException e) {
      throw new ModelException(index.model().name(), e.getMessage());
    }
  }

  private CompiledModel compiled() {
    int[] rates = assemble();
    int[] initial = states.stream().mapToInt(s -> initialNode(s.id())).toArray();
    List<Integer> jacobianNodes = new ArrayList<>();
    SparsityPattern pattern = differentiate(rates, jacobianNodes);
    int[] entries = jacobianNodes.stream().mapToInt(Integer::intValue).toArray();
    List<Quantity> stored = storedQuantities();
    int[] storedNodes = stored.stream().mapToInt(this::outputNode).toArray();
    List<Species> guarded =
        index.model().species().stream().filter(s -> !s.negativeValuesAllowed()).toList();
    int[] guardedNodes = guarded.stream().mapToInt(s -> initialNode(s.id())).toArray();
    List<Integer> times = new ArrayList<>();
    EventTimes eventTimes = new EventTimes(model, n -> graph.variability(n).ordinal());
    index.model().events().forEach(event -> eventTimes.collect(event, times));
    List<int[]> restarts = restartNodes(rates);
    List<EventNodes> events = index.model().events().stream().map(this::eventNodes).toList();

    SensitivityNodes sensitivities =
        perturbedIds.isEmpty()
            ? null
            : new SensitivityNodes(
                graph,
                slots,
                perturbedIds,
                new SensitivityNodes.Roots(
                    rates,
                    initial,
                    storedNodes,
                    timesByEvent(eventTimes),
                    restarts.stream().map(r -> r[1]).toList(),
                    events.stream().map(EventNodes::values).toList()));

    registers = new Registers(graph, states.size(), slots.count());
    Tape rhs = registers.tape(rates);
    Tape jacobian = registers.tape(entries);
    Tape outputs = registers.tape(storedNodes);
    registers.tape(initial);
    registers.tape(guardedNodes);
    int[] timeNodes = times.stream().mapToInt(Integer::intValue).toArray();
    registers.tape(timeNodes);
    restarts.stream().filter(r -> r[1] >= 0).forEach(r -> registers.tape(r[1]));
    int[] conditionNodes = events.stream().mapToInt(EventNodes::condition).toArray();
    Tape conditions = registers.tape(conditionNodes);
    List<CompiledEvent> compiledEvents = events.stream().map(this::event).toList();
    List<RestartTable> tables = restarts.stream().map(this::restartTable).toList();
    List<Output> storedOutputs = outputs(stored, storedNodes);
    int[] initialRegisters = registersOf(initial);
    List<Output> startValues = outputs(List.copyOf(guarded), guardedNodes);
    int[] timeRegisters = registersOf(timeNodes);
    int[] rateRegisters = registersOf(rates);
    int[] entryRegisters = registersOf(entries);
    List<ReadObserver> readObservers = readObservers(stored);
    if (sensitivities != null) {
      sensitivityCode = sensitivities.code(registers);
    }
    Tape prologue = registers.prologue();
    int[] outputRegisters = storedOutputs.stream().mapToInt(Output::register).toArray();
    ModelCode code =
        new ModelCode(
            registers.template(),
            registers.literals(),
            prologue,
            new TapeKernel(rhs, rateRegisters),
            new TapeKernel(jacobian, entryRegisters),
            new TapeKernel(outputs, outputRegisters),
            new TapeKernel(conditions, registersOf(conditionNodes)),
            Registers.reachable(graph, conditionNodes).stream()
                .anyMatch(n -> graph.opcode(n) == Opcode.STATE));
    return new CompiledModel(
        index,
        variedIds,
        states,
        initialRegisters,
        startValues,
        pattern,
        storedOutputs,
        compiledEvents,
        timeRegisters,
        tables,
        readObservers,
        code);
  }

  private List<List<Integer>> timesByEvent(EventTimes eventTimes) {
    List<List<Integer>> times = new ArrayList<>();
    for (Event event : index.model().events()) {
      List<Integer> named = new ArrayList<>();
      eventTimes.collect(event, named);
      times.add(named);
    }
    return times;
  }

  /** Species whose rate turns out to be zero are constants; that may make further rates zero. */
  private int[] assemble() {
    Set<Integer> constants = new HashSet<>();
    for (int pass = 1; ; pass++) {
      states =
          index.model().species().stream()
              .filter(s -> !constants.contains(s.id()) && mayChange(s))
              .toList();
      stateOf = new HashMap<>();
      states.forEach(s -> stateOf.put(s.id(), stateOf.size()));
      graph = new ExpressionGraph();
      slots = new Slots(graph, index, variedIds, runTables, perturbedIds, stateOf);
      model = new ModelGraph(index, graph, slots);
      int[] rates = states.stream().mapToInt(model::rate).toArray();
      int before = constants.size();
      for (int i = 0; i < rates.length; i++) {
        if (graph.isLiteral(rates[i], 0) && index.assignments(states.get(i).id()).isEmpty()) {
          constants.add(states.get(i).id());
        }
      }
      // A long chain would need a pass per link; what is left over is integrated as zero change.
      if (constants.size() == before || pass == MAX_PASSES) {
        return rates;
      }
    }
  }

  private boolean mayChange(Species species) {
    return !species.rightHandSide().isEmpty() || !index.assignments(species.id()).isEmpty();
  }

  private int initialNode(int id) {
    return model.quantity(id, Context.INITIAL);
  }

  private SparsityPattern differentiate(int[] rates, List<Integer> nodes) {
    Differentiator differentiator = new Differentiator(graph);
    long maxEntries = Limit.JACOBIAN_ENTRIES.value();
    int[] rowStart = new int[rates.length + 1];
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      WorkInterruptedException.check();
      Differentiator.Gradient gradient = differentiator.gradient(rates[i]);
      for (int k = 0; k < gradient.variables().length; k++) {
        columns.add(gradient.variables()[k]);
        nodes.add(gradient.nodes()[k]);
      }
      rowStart[i + 1] = columns.size();
      if (columns.size() > maxEntries) {
        throw new LimitException(Limit.JACOBIAN_ENTRIES);
      }
    }
    return new SparsityPattern(
        rates.length, rowStart, columns.stream().mapToInt(Integer::intValue).toArray());
  }

  private List<Quantity> storedQuantities() {
    List<Quantity> stored = new ArrayList<>();
    index.model().species().stream().filter(this::isStored).forEach(stored::add);
    index.model().observers().stream()
        .filter(o -> isStored(o) || index.readObservers().contains(o.id()))
        .forEach(stored::add);
    index.model().parameters().stream().filter(this::isStored).forEach(stored::add);
    return stored;
  }

  private boolean isStored(Quantity quantity) {
    return outputIds.contains(quantity.id());
  }

  private int outputNode(Quantity quantity) {
    return quantity instanceof Observer o
        ? model.observed(o, Context.LIVE)
        : model.quantity(quantity.id(), Context.LIVE);
  }

  private boolean isConstant(int node) {
    if (graph.variability(node) != Variability.RUN) {
      return graph.variability(node) == Variability.LITERAL;
    }
    return Registers.reachable(graph, node).stream()
        .noneMatch(n -> graph.opcode(n) == Opcode.SLOT && slots.changes(graph.left(n)));
  }

  private List<Output> outputs(List<? extends Quantity> quantities, int[] nodes) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      outputs.add(new Output(quantities.get(i), registers.of(nodes[i]), isConstant(nodes[i])));
    }
    return List.copyOf(outputs);
  }

  private List<ReadObserver> readObservers(List<Quantity> stored) {
    List<ReadObserver> read = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      if (index.readObservers().contains(stored.get(i).id())) {
        int memory = slots.lastOutputSlot(stored.get(i).id());
        read.add(new ReadObserver(i, registers.slot(memory)));
      }
    }
    return List.copyOf(read);
  }

  private int[] registersOf(int[] nodes) {
    int[] found = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      found[i] = registers.of(nodes[i]);
    }
    return found;
  }

  /** Nodes of an event: its condition and the value of each assignment. */
  private record EventNodes(Event event, int condition, int[] values) {}

  private EventNodes eventNodes(Event event) {
    int condition = model.formula(event.condition(), Context.EXACT);
    int[] values =
        event.assignments().stream()
            .mapToInt(a -> model.formula(a.formula(), Context.LIVE))
            .toArray();
    return new EventNodes(event, condition, values);
  }

  private CompiledEvent event(EventNodes nodes) {
    Tape test = registers.tape(nodes.condition());
    List<CompiledAssignment> assignments = new ArrayList<>();
    for (int k = 0; k < nodes.values().length; k++) {
      assignments.add(assignment(nodes.event().assignments().get(k), nodes.values()[k]));
    }
    return new CompiledEvent(
        test, registers.of(nodes.condition()), nodes.event().oneTime(), List.copyOf(assignments));
  }

  private CompiledAssignment assignment(Event.Assignment assignment, int node) {
    Tape code = registers.tape(node);
    int target = assignment.targetId();
    Integer state = stateOf.get(target);
    if (state != null) {
      return new CompiledAssignment(state, code, registers.of(node), 0, -1, -1);
    }
    int choice = choice(index.assignments(target), assignment);
    return new CompiledAssignment(
        -1,
        code,
        registers.of(node),
        choice,
        registers.slot(slots.selectorSlot(target)),
        assignment.useAsValue() ? registers.slot(slots.selectorSlot(target) + 1) : -1);
  }

  /** Number of an assignment among those of its target, from 1; by identity, trees may be deep. */
  private static int choice(List<Event.Assignment> all, Event.Assignment assignment) {
    int choice = 0;
    while (all.get(choice) != assignment) {
      choice++;
    }
    return choice + 1;
  }

  /**
   * Pairs of table number and node of the offset (or -1), for the tables that right-hand sides read
   * by time.
   */
  private List<int[]> restartNodes(int[] rates) {
    List<int[]> found = new ArrayList<>();
    int time = graph.time();
    Registers.reachable(graph, rates).stream()
        .filter(n -> graph.opcode(n) == Opcode.TABLE_VALUE || graph.opcode(n) == Opcode.TABLE_SLOPE)
        .filter(n -> !graph.isExchanged(graph.right(n)))
        .forEach(
            n -> {
              int argument = graph.left(n);
              if (argument == time) {
                found.add(new int[] {graph.right(n), -1});
              } else if (graph.opcode(argument) == Opcode.SUBTRACT
                  && graph.left(argument) == time) {
                int offset = graph.right(argument);
                boolean fixed = graph.variability(offset) != Variability.STEP;
                found.add(new int[] {graph.right(n), fixed ? offset : -1});
              }
            });
    return found;
  }

  private RestartTable restartTable(int[] tableAndOffset) {
    Formula.Table table =
        model.tables().entrySet().stream()
            .filter(e -> e.getValue() == tableAndOffset[0])
            .findFirst()
            .orElseThrow()
            .getKey();
    int offset = tableAndOffset[1] < 0 ? -1 : registers.of(tableAndOffset[1]);
    return new RestartTable(restartTimes(table), offset);
  }

  private static double[] restartTimes(Formula.Table table) {
    List<TablePoint> points = table.points();
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      boolean jumps = table.useDerivedValues() && i > 0 && jumps(points, i);
      if (i == 0 || points.get(i).restartSolver() || jumps) {
        times.add(points.get(i).x());
      }
    }
    return times.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * In a table of slopes each change of slope is a jump of the right-hand side, which no step may
   * straddle.
   */
  private static boolean jumps(List<TablePoint> points, int i) {
    double before = slope(points, i - 1);
    double after = i + 1 < points.size() ? slope(points, i) : 0;
    return Math.abs(after - before) > SAME_SLOPE * Math.max(Math.abs(after), Math.abs(before));
  }

  private static double slope(List<TablePoint> points, int i) {
    TablePoint a = points.get(i);
    TablePoint b = points.get(i + 1);
    return (b.y() - a.y()) / (b.x() - a.x());
  }
}
