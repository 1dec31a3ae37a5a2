package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Look-ups over a model that do not depend on any value: made once per model, shared by all
 * threads.
 */
public final class ModelIndex {
  private final Model model;
  private final List<Quantity> quantities = new ArrayList<>();
  private final IdTable positionOfId;
  private final Map<Integer, List<Event.Assignment>> assignments = new LinkedHashMap<>();
  private final Set<Integer> readObservers = new LinkedHashSet<>();

  /** Indexes a model. */
  public ModelIndex(Model model) {
    this.model = model;
    quantities.addAll(model.parameters());
    quantities.addAll(model.species());
    quantities.addAll(model.observers());
    positionOfId = new IdTable(quantities.stream().mapToInt(Quantity::id).toArray());
    for (Event event : model.events()) {
      for (Event.Assignment assignment : event.assignments()) {
        assignments.computeIfAbsent(assignment.targetId(), id -> new ArrayList<>()).add(assignment);
      }
    }
    forEachFormula(formula -> forEachReference(formula, this::noteObserver));
  }

  private void noteObserver(int id) {
    if (id != Formula.TIME && quantity(id) instanceof Observer) {
      readObservers.add(id);
    }
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** Parameters, species and observers, in this order. */
  public List<Quantity> quantities() {
    return quantities;
  }

  /** A quantity by id. */
  public Quantity quantity(int id) {
    return quantities.get(position(id));
  }

  /** Position of a quantity in {@link #quantities()}. */
  public int position(int id) {
    int position = positionOfId.position(id);
    if (position < 0) {
      throw new ModelException(model.name(), "reference to an unknown quantity id " + id);
    }
    return position;
  }

  /** What events do to a quantity, in document order; empty when nothing. */
  public List<Event.Assignment> assignments(int id) {
    return assignments.getOrDefault(id, List.of());
  }

  /** Ids of parameters and observers that events change. */
  public List<Integer> changedQuantities() {
    return assignments.keySet().stream().filter(id -> !(quantity(id) instanceof Species)).toList();
  }

  /** Ids of observers that other formulas read. */
  public Set<Integer> readObservers() {
    return readObservers;
  }

  /**
   * Ids of all quantities that right-hand sides, initial values, observers and events need,
   * directly or through other formulas.
   */
  public Set<Integer> usedQuantities() {
    Set<Integer> used = new LinkedHashSet<>();
    Deque<Integer> pending = new ArrayDeque<>();
    IntConsumer use =
        id -> {
          if (id != Formula.TIME && used.add(id)) {
            pending.push(id);
          }
        };
    for (Species species : model.species()) {
      forEachReference(species.initialValue(), use);
      for (RateTerm term : species.rightHandSide()) {
        forEachReference(term.rate(), use);
        if (term.volumeId() != RateTerm.NO_VOLUME) {
          use.accept(term.volumeId());
        }
      }
    }
    model.observers().forEach(observer -> forEachReference(observer.formula(), use));
    for (Event event : model.events()) {
      forEachReference(event.condition(), use);
      event.assignments().forEach(assignment -> forEachReference(assignment.formula(), use));
    }
    while (!pending.isEmpty()) {
      if (quantity(pending.pop()) instanceof Parameter parameter) {
        forEachReference(parameter.formula(), use);
      }
    }
    return used;
  }

  /**
   * Positions of the quantities that name each quantity: in their formula, initial value,
   * right-hand side, or in an event that changes them. Made anew with each call.
   */
  public List<Set<Integer>> users() {
    List<Set<Integer>> users = new ArrayList<>();
    for (int i = 0; i < quantities.size(); i++) {
      users.add(new TreeSet<>());
    }
    for (Parameter parameter : model.parameters()) {
      forEachReference(parameter.formula(), note(users, parameter.id()));
    }
    for (Species species : model.species()) {
      IntConsumer note = note(users, species.id());
      forEachReference(species.initialValue(), note);
      for (RateTerm term : species.rightHandSide()) {
        forEachReference(term.rate(), note);
        if (term.volumeId() != RateTerm.NO_VOLUME) {
          note.accept(term.volumeId());
        }
      }
    }
    for (Observer observer : model.observers()) {
      forEachReference(observer.formula(), note(users, observer.id()));
    }
    for (Event event : model.events()) {
      for (Event.Assignment assignment : event.assignments()) {
        IntConsumer note = note(users, assignment.targetId());
        forEachReference(event.condition(), note);
        forEachReference(assignment.formula(), note);
      }
    }
    return users;
  }

  private IntConsumer note(List<Set<Integer>> users, int userId) {
    int user = position(userId);
    return id -> {
      if (id != Formula.TIME && id != userId) {
        users.get(position(id)).add(user);
      }
    };
  }

  private void forEachFormula(Consumer<Formula> action) {
    for (Parameter p : model.parameters()) {
      action.accept(p.formula());
    }
    for (Species s : model.species()) {
      action.accept(s.initialValue());
      for (RateTerm term : s.rightHandSide()) {
        action.accept(term.rate());
      }
    }
    for (Observer o : model.observers()) {
      action.accept(o.formula());
    }
    for (Event event : model.events()) {
      action.accept(event.condition());
      event.assignments().forEach(assignment -> action.accept(assignment.formula()));
    }
  }

  /** Calls the action with each quantity id that a formula names, {@link Formula#TIME} included. */
  static void forEachReference(Formula formula, IntConsumer action) {
    WorkInterruptedException.check();
    if (formula instanceof Formula.Explicit e) {
      e.references().values().forEach(action::accept);
    } else if (formula instanceof Formula.TableWithOffset t) {
      action.accept(t.tableId());
      action.accept(t.offsetId());
    } else if (formula instanceof Formula.TableWithXArgument t) {
      action.accept(t.tableId());
      if (t.argumentId() >= 0) {
        action.accept(t.argumentId());
      }
    }
  }
}
