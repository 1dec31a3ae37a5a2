package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a model as SimModel XML, version 4, whatever format it came from.
 *
 * <p>The file holds the same quantities with the same ids in the same order, and numbers that read
 * back as the same doubles: a run of it gives the same results to the last bit. Models that did not
 * come from SimModel XML gain the parameters that hold the solver settings there. What the format
 * has no place for is left out: dimension names (units stay), paths of events, remarks of the
 * reader.
 */
public final class SimModelWriter {
  private static final String NAMESPACE = "http://www.systems-biology.com";

  private final Model model;
  private final List<Parameter> carriers = new ArrayList<>();
  private final ExportedFormulas formulas;
  private final SolverParameters solver;
  private final XmlText xml;

  private SimModelWriter(Model model, Appendable out) throws IOException {
    this.model = model;
    this.xml = new XmlText(out);
    int lastId =
        Stream.of(model.parameters(), model.species(), model.observers())
            .flatMap(List::stream)
            .mapToInt(Quantity::id)
            .max()
            .orElse(0);
    this.formulas = new ExportedFormulas(lastId + 1, this::carrier);
    this.solver = new SolverParameters(model, formulas::newId);
  }

  /**
   * Writes a file (UTF-8), replacing what is there.
   *
   * @param changes quantity id to the number that replaces a parameter's formula or a species'
   *     initial value (base unit); empty for the model as it is
   * @throws IllegalArgumentException when a changed id is neither a parameter nor a species
   * @throws IOException when the file cannot be written
   */
  public static void write(Model model, Map<Integer, Double> changes, Path file)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(model, changes, writer);
    }
  }

  /** Writes to any text sink; see {@link #write(Model, Map, Path)}. */
  public static void write(Model model, Map<Integer, Double> changes, Appendable out)
      throws IOException {
    new SimModelWriter(model.withValues(changes), out).write();
  }

  private void write() throws IOException {
    collectFormulas();
    xml.open(
        "Simulation", "objectPathDelimiter", model.delimiter(), "version", "4", "xmlns", NAMESPACE);
    list("ObserverList", model.observers(), this::observer);
    list("EventList", model.events(), this::event);
    if (formulas.isEmpty()) {
      // The OSP kernel does not load a file without this list.
      xml.empty("FormulaList");
    } else {
      xml.open("FormulaList");
      formulas.write(xml);
      xml.close("FormulaList");
    }
    list("VariableList", model.species(), this::species);
    list(
        "ParameterList",
        Stream.concat(solver.parameters().stream(), carriers.stream()).toList(),
        this::parameter);
    solver();
    outputs();
    xml.close("Simulation");
  }

  /** Gives all formulas their ids before the first is referred to. */
  private void collectFormulas() {
    solver.parameters().forEach(p -> formulaId(p.formula()));
    for (Species species : model.species()) {
      formulaId(species.initialValue());
      terms(species);
    }
    model.observers().forEach(o -> formulaId(o.formula()));
    for (Event event : model.events()) {
      formulas.id(event.condition());
      event.assignments().forEach(a -> formulas.id(a.formula()));
    }
  }

  /** Tables cannot be part of a formula text: a parameter of their own stands for them. */
  private int carrier(Formula formula) {
    for (Parameter known : carriers) {
      if (known.formula() == formula) {
        return known.id();
      }
    }
    int id = formulas.newId();
    String name = "Rate " + id;
    String path = model.name() + model.delimiter() + name;
    carriers.add(new Parameter(id, name, name, path, "", "", formula, false, false));
    formulas.id(formula);
    return id;
  }

  private void observer(Observer observer) throws IOException {
    xml.empty("Observer", quantity(observer, "formulaId", observer.formula()));
  }

  private void parameter(Parameter parameter) throws IOException {
    xml.empty(
        "P",
        quantity(
            parameter,
            "formulaId",
            parameter.formula(),
            "canBeVaried",
            NumberText.flag(parameter.canBeVaried())));
  }

  private void species(Species species) throws IOException {
    xml.open(
        "V",
        quantity(
            species,
            "initialValueFormulaId",
            species.initialValue(),
            "negativeValuesAllowed",
            NumberText.flag(species.negativeValuesAllowed())));
    xml.text("ScaleFactor", NumberText.text(species.scaleFactor()));
    list(
        "RHSFormulaList",
        terms(species),
        id -> xml.empty("RHSFormula", "id", Integer.toString(id)));
    xml.close("V");
  }

  private List<Integer> terms(Species species) {
    List<Integer> ids = new ArrayList<>();
    for (RateTerm term : species.rightHandSide()) {
      if (term.coefficient() != 0) {
        ids.add(formulas.id(term));
      }
    }
    return ids;
  }

  private String[] quantity(
      Quantity quantity, String formulaAttribute, Formula formula, String... more) {
    String formulaId = formulaId(formula);
    List<String> attributes =
        new ArrayList<>(
            List.of(
                "id",
                Integer.toString(quantity.id()),
                "entityId",
                quantity.entityId(),
                "name",
                quantity.name(),
                "path",
                quantity.path()));
    attributes.add("unit");
    attributes.add(quantity.unit().isEmpty() ? null : quantity.unit());
    attributes.add("persistable");
    attributes.add(NumberText.flag(quantity.persistable()));
    attributes.add(formulaId == null ? "value" : formulaAttribute);
    attributes.add(
        formulaId == null ? NumberText.text(((Formula.Constant) formula).value()) : formulaId);
    attributes.addAll(List.of(more));
    return attributes.toArray(String[]::new);
  }

  /** Null for a number, which quantities hold themselves. */
  private String formulaId(Formula formula) {
    return formula instanceof Formula.Constant ? null : Integer.toString(formulas.id(formula));
  }

  private void event(Event event) throws IOException {
    xml.open(
        "Event",
        "id",
        Integer.toString(formulas.newId()),
        "entityId",
        event.entityId(),
        "conditionFormulaId",
        Integer.toString(formulas.id(event.condition())),
        "oneTime",
        NumberText.flag(event.oneTime()));
    list("AssignmentList", event.assignments(), this::assignment);
    xml.close("Event");
  }

  private void assignment(Event.Assignment assignment) throws IOException {
    xml.empty(
        "Assignment",
        "objectId",
        Integer.toString(assignment.targetId()),
        "newFormulaId",
        Integer.toString(formulas.id(assignment.formula())),
        "useAsValue",
        NumberText.flag(assignment.useAsValue()));
  }

  private void solver() throws IOException {
    xml.open("Solver", "name", "CVODES");
    for (Map.Entry<String, Integer> setting : solver.ids().entrySet()) {
      xml.empty(setting.getKey(), "id", setting.getValue().toString());
    }
    xml.close("Solver");
  }

  private void outputs() throws IOException {
    xml.open("OutputSchema");
    list("OutputIntervalList", model.outputs().intervals(), this::interval);
    list(
        "OutputTimeList",
        model.outputs().times(),
        time -> xml.text("OutputTime", NumberText.text(time)));
    xml.close("OutputSchema");
  }

  private void interval(OutputSchema.Interval interval) throws IOException {
    xml.open("OutputInterval", "distribution", "Uniform");
    xml.text("StartTime", NumberText.text(interval.start()));
    xml.text("EndTime", NumberText.text(interval.end()));
    xml.text("NumberOfTimePoints", Integer.toString(interval.points()));
    xml.close("OutputInterval");
  }

  private interface ElementWriter<T> {
    void write(T element) throws IOException;
  }

  private <T> void list(String tag, List<T> elements, ElementWriter<T> writer) throws IOException {
    if (!elements.isEmpty()) {
      xml.open(tag);
      for (T element : elements) {
        writer.write(element);
      }
      xml.close(tag);
    }
  }
}
