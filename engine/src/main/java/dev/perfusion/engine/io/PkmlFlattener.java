package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the flat model of a pkml, or of a simulation inside of a project file.
 *
 * <p>Amounts that a process changes and parameters with a right-hand side become species, other
 * amounts become parameters that cannot be varied, parts of distributed parameters are dropped.
 */
final class PkmlFlattener {
  private static final int CAN_BE_VARIED = 2;

  private final PkmlDocument document;
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> selections;
  private final ProcessTerms processes;
  private final PathResolver paths;
  private final PkmlFormulas formulas;
  private final List<Entity> quantities = new ArrayList<>();
  private final List<Entity> events = new ArrayList<>();

  private PkmlFlattener(PkmlDocument document) {
    this.document = document;
    this.selections = new HashSet<>(document.settings().selections());
    this.processes = new ProcessTerms(document.entities());
    this.paths = new PathResolver(document.root(), document.rootParentPath());
    LoadTimeValues values = new LoadTimeValues(document.formulas(), paths);
    this.formulas = new PkmlFormulas(document.formulas(), paths, values, warnings);
  }

  static Model flatten(PkmlDocument document) {
    return new PkmlFlattener(document).model();
  }

  private Model model() {
    document.format().warning().ifPresent(warnings::add);
    collect();
    if (document.settings().addition() == PkmlDocument.Addition.PK_SIM_OUTPUTS) {
      selections.addAll(PkSimOutputs.of(quantities));
    }
    List<Parameter> parameters = new ArrayList<>();
    List<Species> species = new ArrayList<>();
    List<Observer> observers = new ArrayList<>();
    for (Entity quantity : quantities) {
      if (quantity.isObserver()) {
        observers.add(observer(quantity));
      } else if (quantity.rhsFormulaId() != null || processes.changes(quantity)) {
        species.add(species(quantity));
      } else {
        parameters.add(parameter(quantity));
      }
    }
    PkmlSettings settings = new PkmlSettings(document);
    return new Model(
        document.root().name(),
        document.format().text(),
        "|",
        parameters,
        species,
        observers,
        events.stream().map(this::event).toList(),
        settings.solver(),
        settings.outputs(),
        warnings);
  }

  /** Numbers the quantities in document order and gathers processes and events. */
  private void collect() {
    long maxCharacters = Limit.PATH_CHARACTERS.value();
    long characters = 0;
    Deque<Entity> open = new ArrayDeque<>();
    open.push(document.root());
    while (!open.isEmpty()) {
      Entity entity = open.pop();
      characters += entity.pathLength();
      if (characters > maxCharacters) {
        throw entity.parent().error("below here: " + Limit.PATH_CHARACTERS.exceeded());
      }
      switch (entity.tag()) {
        case "Reaction" -> processes.addReaction(entity);
        case "Transport" -> processes.addTransport(entity);
        case "Event" -> events.add(entity);
        default -> {
          if (entity.isQuantity()) {
            quantities.add(entity);
            entity.setQuantityId(quantities.size());
          }
        }
      }
      if (!entity.isDistributed()) {
        List<Entity> children = entity.children();
        for (int i = children.size() - 1; i >= 0; i--) {
          open.push(children.get(i));
        }
      }
    }
  }

  private Observer observer(Entity entity) {
    return new Observer(
        entity.quantityId(),
        entity.id(),
        entity.name(),
        entity.path(),
        BaseUnits.of(dimension(entity)),
        dimension(entity),
        formulas.ofQuantity(entity),
        isSelected(entity));
  }

  private Parameter parameter(Entity entity) {
    return new Parameter(
        entity.quantityId(),
        entity.id(),
        entity.name(),
        entity.path(),
        BaseUnits.of(dimension(entity)),
        dimension(entity),
        formulas.ofQuantity(entity),
        isSelected(entity),
        !entity.isAmount() && canBeVaried(entity));
  }

  private Species species(Entity entity) {
    String rhs = entity.rhsFormulaId();
    List<RateTerm> terms =
        rhs == null
            ? processes.termsOf(entity, formulas)
            : List.of(new RateTerm(1, formulas.of(rhs, entity), RateTerm.NO_VOLUME));
    boolean negative =
        entity.attributes().flag("negativeValuesAllowed", !entity.isAmount(), entity);
    return new Species(
        entity.quantityId(),
        entity.id(),
        entity.name(),
        entity.path(),
        BaseUnits.of(dimension(entity)),
        dimension(entity),
        formulas.ofQuantity(entity),
        terms,
        scaleFactor(entity),
        isSelected(entity),
        NegativeValues.allowed(entity.path(), negative));
  }

  private Event event(Entity entity) {
    List<Event.Assignment> assignments = new ArrayList<>();
    for (Entity child : entity.children()) {
      if (child.tag().equals("EventAssignment")) {
        assignments.add(
            new Event.Assignment(
                target(child),
                formulas.required(child),
                child.attributes().flag("useAsValue", false, child)));
      }
    }
    return new Event(
        entity.id(),
        entity.path(),
        formulas.required(entity),
        entity.attributes().flag("oneTime", false, entity),
        assignments);
  }

  private int target(Entity assignment) {
    String id = assignment.attributes().get("changedEntity");
    Entity byId = id == null ? null : document.entities().get(id);
    if (id != null && byId == null) {
      throw assignment.error("changes the entity \"" + id + "\", which the model does not have");
    }
    String path = targetPath(assignment);
    if (path == null) {
      if (byId == null) {
        throw assignment.error("does not say what it changes");
      }
      return changeable(byId, assignment);
    }
    Entity byPath = paths.resolve(PathResolver.split(path), assignment);
    if (byId != null && byId != byPath) {
      throw assignment.error(
          "its path \"" + path + "\" leads to " + byPath.path() + ", its id to " + byId.path());
    }
    return changeable(byPath, assignment);
  }

  /** In pkml a string of the map, in PK-Sim projects the text itself; null when missing. */
  private String targetPath(Entity assignment) {
    String id = assignment.objectPathId();
    return id == null
        ? assignment.attributes().get("objectPath")
        : document.formulas().string(id, assignment);
  }

  private static int changeable(Entity target, Entity assignment) {
    if (target.quantityId() == 0) {
      throw assignment.error("changes " + target.path() + ", which has no value in a simulation");
    }
    return target.quantityId();
  }

  private boolean isSelected(Entity entity) {
    WorkInterruptedException.check();
    boolean markCounts =
        selections.isEmpty()
            || document.settings().addition() == PkmlDocument.Addition.PERSISTABLE_PARAMETERS
                && entity.isParameter();
    return markCounts && entity.attributes().flag("persistable", !entity.isParameter(), entity)
        || selections.contains(entity.publicPath());
  }

  private static boolean canBeVaried(Entity parameter) {
    int flags = parameter.infoFlags();
    return flags >= 0
        ? (flags & CAN_BE_VARIED) != 0
        : parameter.attributes().flag("canBeVaried", true, parameter);
  }

  private static double scaleFactor(Entity entity) {
    if (!entity.isAmount()) {
      return 1;
    }
    String attribute =
        entity.attributes().get("scaleDivisor") == null ? "scaleFactor" : "scaleDivisor";
    return ScaleFactor.checked(entity.attributes().number(attribute, 1, entity), attribute, entity);
  }

  private static String dimension(Entity entity) {
    return entity.attributes().get("dim", "");
  }
}
