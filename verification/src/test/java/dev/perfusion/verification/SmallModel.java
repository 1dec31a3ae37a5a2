package dev.perfusion.verification;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ModelReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes small SimModel XML for tests: quantities are named, formulas refer to them by name, {@code
 * Time} is time.
 */
final class SmallModel {
  private final List<String> names = new ArrayList<>(List.of("Time"));
  private final StringBuilder formulas = new StringBuilder();
  private final StringBuilder species = new StringBuilder();
  private final StringBuilder parameters = new StringBuilder();
  private final StringBuilder observers = new StringBuilder();
  private final StringBuilder events = new StringBuilder();
  private final StringBuilder outputTimes = new StringBuilder();
  private int formulaCount;

  /** All names, first of all: ids follow from the order. */
  SmallModel(String... quantities) {
    names.addAll(List.of(quantities));
  }

  private int id(String name) {
    return names.indexOf(name);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private int formula(String equation) {
    StringBuilder references = new StringBuilder();
    for (String name : names) {
      if (equation.matches("(?s).*(?<![A-Za-z0-9_])" + name + "(?![A-Za-z0-9_]).*")) {
        references.append("<R alias=\"%s\" id=\"%d\"/>".formatted(name, id(name)));
      }
    }
    formulaCount++;
    formulas.append(
        "<ExplicitFormula id=\"%d\"><Equation>%s</Equation><ReferenceList>%s</ReferenceList></ExplicitFormula>"
            .formatted(formulaCount, escape(equation), references));
    return formulaCount;
  }

  SmallModel species(String name, String initial, String rate) {
    return species(name, initial, rate, "");
  }

  SmallModel species(String name, String initial, String rate, String attributes) {
    int start = formula(initial);
    String rhs =
        rate.isEmpty()
            ? ""
            : "<RHSFormulaList><RHSFormula id=\"" + formula(rate) + "\"/></RHSFormulaList>";
    species.append(
        "<V id=\"%d\" entityId=\"%2$s\" name=\"%2$s\" path=\"M|%2$s\" initialValueFormulaId=\"%3$d\" %4$s>%5$s</V>"
            .formatted(id(name), name, start, attributes, rhs));
    return this;
  }

  SmallModel parameter(String name, String equation) {
    parameters.append(
        "<P id=\"%d\" entityId=\"%2$s\" name=\"%2$s\" path=\"M|%2$s\" formulaId=\"%3$d\" persistable=\"1\"/>"
            .formatted(id(name), name, formula(equation)));
    return this;
  }

  SmallModel observer(String name, String equation) {
    observers.append(
        "<Observer id=\"%d\" entityId=\"%2$s\" name=\"%2$s\" path=\"M|%2$s\" formulaId=\"%3$d\"/>"
            .formatted(id(name), name, formula(equation)));
    return this;
  }

  SmallModel table(String name, boolean slope, double... xy) {
    formulaCount++;
    formulas.append(
        "<TableFormula id=\"%d\" useDerivedValues=\"%d\"><PointList>"
            .formatted(formulaCount, slope ? 1 : 0));
    for (int i = 0; i < xy.length; i += 2) {
      formulas.append("<Point x=\"%s\" y=\"%s\"/>".formatted(xy[i], xy[i + 1]));
    }
    formulas.append("</PointList></TableFormula>");
    parameters.append(
        "<P id=\"%d\" entityId=\"%2$s\" name=\"%2$s\" path=\"M|%2$s\" formulaId=\"%3$d\" persistable=\"1\"/>"
            .formatted(id(name), name, formulaCount));
    return this;
  }

  SmallModel shiftedTable(String name, String table, String offset) {
    formulaCount++;
    formulas.append(
        "<TableFormulaWithOffset id=\"%d\"><Table id=\"%d\"/><Offset id=\"%d\"/></TableFormulaWithOffset>"
            .formatted(formulaCount, id(table), id(offset)));
    parameters.append(
        "<P id=\"%d\" entityId=\"%2$s\" name=\"%2$s\" path=\"M|%2$s\" formulaId=\"%3$d\" persistable=\"1\"/>"
            .formatted(id(name), name, formulaCount));
    return this;
  }

  /** Assignments are triples: target, equation, "value" or "formula". */
  SmallModel event(String condition, boolean oneTime, String... assignments) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < assignments.length; i += 3) {
      list.append(
          "<Assignment objectId=\"%d\" newFormulaId=\"%d\" useAsValue=\"%d\"/>"
              .formatted(
                  id(assignments[i]),
                  formula(assignments[i + 1]),
                  assignments[i + 2].equals("value") ? 1 : 0));
    }
    events.append(
        "<Event id=\"%d\" entityId=\"e\" conditionFormulaId=\"%d\" oneTime=\"%d\"><AssignmentList>%s</AssignmentList></Event>"
            .formatted(1000 + events.length(), formula(condition), oneTime ? 1 : 0, list));
    return this;
  }

  SmallModel outputs(double... times) {
    for (double t : times) {
      outputTimes.append("<OutputTime>").append(t).append("</OutputTime>");
    }
    return this;
  }

  String xml() {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <Simulation objectPathDelimiter="|" version="4" xmlns="http://www.systems-biology.com">
        <ObserverList>%s</ObserverList><EventList>%s</EventList><FormulaList>%s</FormulaList>
        <VariableList>%s</VariableList><ParameterList>%s</ParameterList>
        <OutputSchema><OutputTimeList>%s</OutputTimeList></OutputSchema>
        </Simulation>
        """
        .formatted(observers, events, formulas, species, parameters, outputTimes);
  }

  Simulation simulation() {
    return Simulation.of(ModelReader.read(xml(), "small model"));
  }

  static double[] values(Results results, String name) {
    return results.series().stream()
        .filter(s -> s.quantity().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + name))
        .values();
  }
}
