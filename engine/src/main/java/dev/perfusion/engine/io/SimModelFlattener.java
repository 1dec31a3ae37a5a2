package dev.perfusion.engine.io;

import dev.perfusion.engine.io.SimModelDocument.Item;
import dev.perfusion.engine.io.SimModelDocument.SwitchEvent;
import dev.perfusion.engine.io.SimModelDocument.Variable;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the flat model of a SimModel XML. */
final class SimModelFlattener {
  private static final int FULL_PATH_FROM = 4;

  private final SimModelDocument document;
  private final SimModelFormulas formulas;

  private SimModelFlattener(SimModelDocument document) {
    this.document = document;
    this.formulas = new SimModelFormulas(document.formulas(), quantityIds(document));
  }

  static Model flatten(SimModelDocument document) {
    return new SimModelFlattener(document).model();
  }

  private Model model() {
    List<Parameter> parameters = document.parameters().stream().map(this::parameter).toList();
    List<Species> species = document.variables().stream().map(this::species).toList();
    List<Observer> observers = document.observers().stream().map(this::observer).toList();
    List<String> paths =
        Stream.of(species, observers, parameters)
            .flatMap(List::stream)
            .map(quantity -> quantity.path())
            .toList();
    return new Model(
        name(paths),
        "SimModel XML " + document.version(),
        document.delimiter(),
        parameters,
        species,
        observers,
        document.events().stream().map(this::event).toList(),
        solver(parameters),
        document.outputs(),
        warnings());
  }

  private List<String> warnings() {
    return document.version() <= FULL_PATH_FROM
        ? List.of()
        : List.of(
            "Format version "
                + document.version()
                + " is newer than "
                + FULL_PATH_FROM
                + ", the newest known: it is read as that version.");
  }

  /** The format has no name of the simulation; all paths start with it. */
  private String name(List<String> paths) {
    for (String path : paths) {
      int end = path.indexOf(document.delimiter());
      if (end > 0) {
        return path.substring(0, end);
      }
    }
    String file = document.file();
    int start = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1;
    int end = file.lastIndexOf('.');
    return file.substring(start, end > start ? end : file.length());
  }

  private Parameter parameter(Item item) {
    Attributes attributes = item.attributes();
    return new Parameter(
        item.id(),
        attributes.get("entityId", ""),
        attributes.get("name", ""),
        path(item),
        attributes.get("unit", ""),
        "",
        formulas.ofQuantity(item, "formulaId"),
        attributes.flag("persistable", false, item),
        attributes.flag("canBeVaried", true, item));
  }

  private Species species(Variable variable) {
    Item item = variable.item();
    Attributes attributes = item.attributes();
    List<RateTerm> terms = new ArrayList<>();
    for (Item formula : variable.rightHandSide()) {
      terms.add(new RateTerm(1, rightHandSide(formula, item), RateTerm.NO_VOLUME));
    }
    boolean negative = attributes.flag("negativeValuesAllowed", true, item);
    return new Species(
        item.id(),
        attributes.get("entityId", ""),
        attributes.get("name", ""),
        path(item),
        attributes.get("unit", ""),
        "",
        formulas.ofQuantity(item, "initialValueFormulaId"),
        terms,
        variable.scaleFactor(),
        attributes.flag("persistable", true, item),
        NegativeValues.allowed(path(item), negative));
  }

  private Formula rightHandSide(Item reference, Item variable) {
    try {
      return formulas.named("id", reference);
    } catch (ModelFormatException e) {
      throw new ModelFormatException(
          e.file(), variable.error("").element(), "right-hand side: " + e.reason(), e);
    }
  }

  private Observer observer(Item item) {
    Attributes attributes = item.attributes();
    return new Observer(
        item.id(),
        attributes.get("entityId", ""),
        attributes.get("name", ""),
        path(item),
        attributes.get("unit", ""),
        "",
        formulas.ofQuantity(item, "formulaId"),
        attributes.flag("persistable", true, item));
  }

  private Event event(SwitchEvent event) {
    Item item = event.item();
    List<Event.Assignment> assignments = new ArrayList<>();
    for (Item assignment : event.assignments()) {
      assignments.add(
          new Event.Assignment(
              formulas.quantityId("objectId", assignment),
              formulas.named("newFormulaId", assignment),
              assignment.attributes().flag("useAsValue", false, assignment)));
    }
    return new Event(
        item.attributes().get("entityId", ""),
        "",
        formulas.named("conditionFormulaId", item),
        item.attributes().flag("oneTime", false, item),
        assignments);
  }

  private SolverSettings solver(List<Parameter> parameters) {
    SolverSettings standard = SolverSettings.DEFAULT;
    return SolverValues.settings(
        setting("AbsTol", standard.absTol(), parameters),
        setting("RelTol", standard.relTol(), parameters),
        setting("H0", standard.h0(), parameters),
        setting("HMin", standard.hMin(), parameters),
        setting("HMax", standard.hMax(), parameters),
        setting("MxStep", standard.maxSteps(), parameters),
        setting("CheckForNegativeValues", 1, parameters),
        reason -> new ModelFormatException(document.file(), "Solver", reason));
  }

  private double setting(String name, double missing, List<Parameter> parameters) {
    Item setting = document.solver().get(name);
    if (setting == null) {
      return missing;
    }
    int id = setting.id();
    for (Parameter parameter : parameters) {
      if (parameter.id() == id) {
        double value = SimModelFormulas.constant(parameter.formula());
        if (Double.isNaN(value)) {
          throw setting.error("is parameter " + parameter.path() + ", which is not a constant");
        }
        return value;
      }
    }
    throw setting.error("is parameter " + id + ", which does not exist");
  }

  /** Before version 4 the file has the path of the container. */
  private String path(Item item) {
    String path = item.attributes().get("path", "");
    String name = item.attributes().get("name", "");
    if (path.isEmpty()) {
      return name;
    }
    return document.version() >= FULL_PATH_FROM || name.isEmpty()
        ? path
        : path + document.delimiter() + name;
  }

  private static Set<Integer> quantityIds(SimModelDocument document) {
    Set<Integer> ids = new HashSet<>();
    Stream.of(
            document.parameters().stream(),
            document.variables().stream().map(Variable::item),
            document.observers().stream())
        .flatMap(items -> items)
        .forEach(
            item -> {
              if (item.id() <= 0) {
                throw item.error("the id must be positive");
              }
              if (!ids.add(item.id())) {
                throw item.error("the id is used twice");
              }
            });
    return ids;
  }
}
