package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a {@code SimulationTransfer} into a {@link PkmlDocument}. Only the model and the simulation
 * settings are kept; building blocks are skipped.
 */
final class PkmlParser {
  private final XmlCursor xml;
  private final Map<String, Entity> entities = new HashMap<>();
  private final FormulaCache formulas = new FormulaCache();
  private final FormulaCache settingsFormulas = new FormulaCache();
  private final List<Entity> intervals = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();
  private final List<String> selections = new ArrayList<>();
  private Entity solver;
  private Entity root;
  private String rootParentPath = "";
  private boolean simulationSeen;

  /** The cursor stands on the root element. */
  PkmlParser(XmlCursor xml) {
    this.xml = xml;
  }

  PkmlDocument parse() {
    Attributes transfer = xml.attributes();
    String version = transfer.get("version");
    int number = version == null ? 0 : NumberText.integer(version, "version", xml);
    xml.children(
        child -> {
          if (child.equals("Simulation") && !simulationSeen) {
            simulationSeen = true;
            simulation();
          }
        });
    xml.toEnd();
    if (root == null) {
      throw new ModelFormatException(
          xml.file(),
          simulationSeen ? "Simulation" : "SimulationTransfer",
          simulationSeen ? "has no Model with a Root" : "has no Simulation");
    }
    return new PkmlDocument(
        xml.file(),
        number,
        root,
        formulas.stringOrSelf(rootParentPath),
        entities,
        formulas,
        new PkmlDocument.Settings(solver, intervals, times, selections, settingsFormulas));
  }

  private void simulation() {
    String name = xml.attributes().get("name", "");
    xml.children(
        child -> {
          if (child.equals("Model")) {
            model(name);
          } else {
            xml.children(
                part -> {
                  if (part.equals("SimulationSettings")) {
                    xml.children(this::setting);
                  } else if (child.equals("SimulationConfiguration")) {
                    setting(part);
                  }
                });
          }
        });
  }

  private void model(String simulationName) {
    String name = xml.attributes().get("name", simulationName);
    xml.children(
        child -> {
          if (child.equals("Root")) {
            root = entity("Root", null, name, entities);
          } else if (child.equals("FormulaCache")) {
            formulaCache(formulas);
          }
        });
  }

  private void setting(String part) {
    switch (part) {
      case "Solver", "CVODESettings" -> solver = entity(part, null, "Solver", null);
      case "OutputSchema" -> xml.children(this::outputs);
      case "OutputSelections" -> selections();
      case "FormulaCache" -> formulaCache(settingsFormulas);
      default -> {}
    }
  }

  private void outputs(String part) {
    switch (part) {
      case "Children", "Intervals" ->
          xml.children(
              interval -> {
                if (interval.equals("OutputInterval")) {
                  intervals.add(entity(interval, null, "Output interval", null));
                }
              });
      case "TimePoints" ->
          xml.children(
              point -> {
                if (point.equals("TimePoint")) {
                  times.add(NumberText.number(xml.text(), "TimePoint", xml));
                }
              });
      default -> {}
    }
  }

  private void selections() {
    xml.children(
        child -> {
          if (child.equals("QuantitySelection")) {
            selection();
          } else {
            xml.children(
                selected -> {
                  if (selected.equals("QuantitySelection")) {
                    selection();
                  }
                });
          }
        });
  }

  private void selection() {
    String path = xml.attributes().get("path");
    if (path != null) {
      selections.add(path);
    }
  }

  private Entity entity(String tag, Entity parent, String fallbackName, Map<String, Entity> byId) {
    Attributes attributes = xml.attributes();
    String name = attributes.get("name", fallbackName);
    if (name == null) {
      throw xml.error("has no name");
    }
    Entity entity = new Entity(xml.file(), tag, attributes, parent, name);
    String id = attributes.get("id");
    if (byId != null && id != null && byId.put(id, entity) != null) {
      throw entity.error("the id \"" + id + "\" is used twice");
    }
    xml.children(child -> part(child, entity, byId));
    return entity;
  }

  private void part(String child, Entity entity, Map<String, Entity> byId) {
    switch (child) {
      case "Children" -> xml.children(tag -> entity.add(entity(tag, entity, null, byId)));
      case "Info" -> {
        String flags = xml.attributes().get("flag");
        if (flags != null) {
          entity.setInfoFlags(NumberText.integer(flags, "flag", entity));
        }
      }
      case "Educts" -> partners(entity, -1);
      case "Products" -> partners(entity, 1);
      case "ObjectPath" -> entity.setObjectPathId(xml.attributes().require("path", entity));
      case "ParentPath" -> {
        if (entity.parent() == null) {
          rootParentPath = xml.attributes().get("path", "");
        }
      }
      default -> {}
    }
  }

  private void partners(Entity reaction, int sign) {
    xml.children(
        tag -> {
          Attributes partner = xml.attributes();
          double coefficient = partner.number("stoichiometricCoefficient", 0, reaction);
          reaction
              .partners()
              .add(new Entity.Partner(sign * coefficient, partner.require("partner", reaction)));
        });
  }

  private void formulaCache(FormulaCache cache) {
    xml.children(
        part -> {
          if (part.equals("Formulas")) {
            xml.children(tag -> formula(tag, cache));
          } else if (part.equals("StringMap")) {
            xml.children(
                map -> {
                  Attributes entry = xml.attributes();
                  cache.addString(entry.require("id", xml), entry.require("s", xml), xml);
                });
          }
        });
  }

  private void formula(String tag, FormulaCache cache) {
    FormulaEntry formula = new FormulaEntry(xml.file(), tag, xml.attributes(), cache);
    cache.add(formula);
    xml.children(
        part -> {
          if (part.equals("Paths")) {
            xml.children(
                path -> {
                  if (path.equals("TimePath")) {
                    formula.addTime(xml.attributes().get("alias", "Time"));
                  } else {
                    formula.addPath(xml.attributes());
                  }
                });
          } else if (part.equals("AllPoints")) {
            xml.children(point -> formula.addPoint(xml.attributes()));
          }
        });
  }
}
