package dev.perfusion.engine.io;

import dev.perfusion.engine.io.SimModelDocument.FormulaItem;
import dev.perfusion.engine.io.SimModelDocument.Item;
import dev.perfusion.engine.io.SimModelDocument.SwitchEvent;
import dev.perfusion.engine.io.SimModelDocument.Variable;
import dev.perfusion.engine.model.OutputSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads SimModel XML into a {@link SimModelDocument}. Lists may come in any order. */
final class SimModelParser {
  private static final int VERSION_WHEN_MISSING = 2;

  private final XmlCursor xml;
  private final List<Item> parameters = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Item> observers = new ArrayList<>();
  private final List<SwitchEvent> events = new ArrayList<>();
  private final List<FormulaItem> formulas = new ArrayList<>();
  private final Map<String, Item> solver = new HashMap<>();
  private final List<OutputSchema.Interval> intervals = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();

  /** The cursor stands on the root element. */
  SimModelParser(XmlCursor xml) {
    this.xml = xml;
  }

  SimModelDocument parse() {
    Attributes root = xml.attributes();
    String versionText = root.get("version", "");
    int version =
        versionText.isBlank()
            ? VERSION_WHEN_MISSING
            : NumberText.integer(versionText, "version", xml);
    xml.children(this::list);
    xml.toEnd();
    return new SimModelDocument(
        xml.file(),
        version,
        root.get("objectPathDelimiter", "|"),
        parameters,
        variables,
        observers,
        events,
        formulas,
        solver,
        OutputGrid.schema(intervals, times, xml));
  }

  private void list(String list) {
    switch (list) {
      case "ParameterList" -> items("P", parameters);
      case "ObserverList" -> items("Observer", observers);
      case "VariableList" -> each("V", this::variable);
      case "EventList" -> each("Event", this::event);
      case "FormulaList" -> xml.children(this::formula);
      case "Solver" -> xml.children(setting -> solver.put(setting, item()));
      case "OutputSchema" -> xml.children(this::outputs);
      default -> {}
    }
  }

  private void variable() {
    Item item = item();
    List<Item> rightHandSide = new ArrayList<>(4);
    double[] scale = {1};
    xml.children(
        child -> {
          if (child.equals("RHSFormulaList")) {
            items("RHSFormula", rightHandSide);
          } else if (child.equals("ScaleFactor")) {
            scale[0] = NumberText.number(xml.text(), "ScaleFactor", item);
          }
        });
    variables.add(
        new Variable(item, ScaleFactor.checked(scale[0], "ScaleFactor", item), rightHandSide));
  }

  private void event() {
    Item item = item();
    List<Item> assignments = new ArrayList<>(4);
    xml.children(
        child -> {
          if (child.equals("AssignmentList")) {
            items("Assignment", assignments);
          }
        });
    events.add(new SwitchEvent(item, assignments));
  }

  private void formula(String tag) {
    Item item = item();
    List<Item> references = new ArrayList<>(4);
    TablePoints points = new TablePoints();
    String[] equation = new String[1];
    Item[] ends = new Item[2];
    xml.children(
        child -> {
          switch (child) {
            case "Equation" -> equation[0] = xml.text();
            case "ReferenceList", "ParameterList", "VariableList", "ObserverList" ->
                xml.children(reference -> references.add(item()));
            case "PointList" -> each("Point", () -> points.add(xml.attributes(), item));
            case "Table" -> ends[0] = item();
            case "Offset", "XArgument" -> ends[1] = item();
            default -> {}
          }
        });
    formulas.add(new FormulaItem(item, equation[0], references, points, ends[0], ends[1]));
  }

  private void outputs(String list) {
    if (list.equals("OutputIntervalList")) {
      each("OutputInterval", this::interval);
    } else if (list.equals("OutputTimeList")) {
      each("OutputTime", () -> times.add(outputTime()));
    }
  }

  private double outputTime() {
    Item item = item();
    double time = NumberText.number(xml.text(), "OutputTime", item);
    if (!Double.isFinite(time)) {
      throw item.error("OutputTime is " + time);
    }
    return time;
  }

  private void interval() {
    Item item = item();
    String distribution = item.attributes().get("distribution", "Uniform");
    if (!distribution.equals("Uniform")) {
      throw item.error(
          "distribution is \"" + distribution + "\", only \"Uniform\" can be simulated");
    }
    Map<String, String> parts = new HashMap<>();
    xml.children(child -> parts.put(child, xml.text()));
    intervals.add(
        OutputGrid.ofPoints(
            NumberText.number(part(parts, "StartTime", item), "StartTime", item),
            NumberText.number(part(parts, "EndTime", item), "EndTime", item),
            NumberText.integer(part(parts, "NumberOfTimePoints", item), "NumberOfTimePoints", item),
            item));
  }

  private static String part(Map<String, String> parts, String name, Item interval) {
    String text = parts.get(name);
    if (text == null) {
      throw interval.error("has no " + name);
    }
    return text;
  }

  private void items(String tag, List<Item> target) {
    each(tag, () -> target.add(item()));
  }

  private void each(String tag, Runnable reader) {
    xml.children(
        child -> {
          if (child.equals(tag)) {
            reader.run();
          }
        });
  }

  private Item item() {
    return new Item(xml.file(), xml.name(), xml.attributes(), xml.line());
  }
}
