package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a simulation into a {@link PkmlDocument}: a {@code SimulationTransfer} (pkml), or what
 * project files hold, a {@code MoBiSimulation} (the same without the wrapper) or an {@code
 * IndividualSimulation} or {@code PopulationSimulation} of PK-Sim (some names differ). Only the
 * model and the simulation settings are kept; building blocks, which repeat both, are skipped.
 */
final class PkmlParser {
  static final String PKSIM_5_SOLVER = "SimulationSolverSettings";
  static final String PKSIM_5_INTERVAL = "SimulationInterval";

  private final XmlCursor xml;
  private final Map<String, Entity> entities = new HashMap<>();
  private FormulaCache formulas = new FormulaCache();
  private final FormulaCache settingsFormulas = new FormulaCache();
  private final List<Entity> intervals = new ArrayList<>();
  private final List<Double> times = new ArrayList<>();
  private final List<String> selections = new ArrayList<>();
  private Entity solver;
  private Entity root;
  private String rootParentPath = "";
  private boolean simulationSeen;
  private boolean selectionsSeen;

  /** The cursor stands on the root element. */
  PkmlParser(XmlCursor xml) {
    this.xml = xml;
  }

  /** Whether the parser reads files with this root element. */
  static boolean reads(String rootElement) {
    return switch (rootElement) {
      case "SimulationTransfer", "MoBiSimulation", "IndividualSimulation", "PopulationSimulation" ->
          true;
      default -> false;
    };
  }

  PkmlDocument parse() {
    String element = xml.name();
    Attributes attributes = xml.attributes();
    FormatVersion format =
        switch (element) {
          case "SimulationTransfer" -> FormatVersion.pkml(version(attributes, "version"));
          case "MoBiSimulation" -> FormatVersion.moBi(version(attributes, "version"));
          default -> FormatVersion.pkSim(version(attributes, "xmlVersion"));
        };
    switch (element) {
      case "SimulationTransfer" -> transfer();
      case "MoBiSimulation" -> simulation();
      default -> pkSimSimulation();
    }
    xml.toEnd();
    if (root == null) {
      boolean empty = element.equals("SimulationTransfer") && !simulationSeen;
      throw new ModelFormatException(
          xml.file(),
          element.equals("SimulationTransfer") && simulationSeen ? "Simulation" : element,
          empty ? "has no Simulation" : "has no Model with a Root");
    }
    return new PkmlDocument(
        xml.file(),
        format,
        root,
        formulas.stringOrSelf(rootParentPath),
        entities,
        formulas,
        new PkmlDocument.Settings(
            solver, intervals, times, selections, addition(element), settingsFormulas));
  }

  /** PK-Sim 5 had no selections yet; a population simulation stores what is selected only. */
  private PkmlDocument.Addition addition(String element) {
    return switch (element) {
      case "MoBiSimulation" -> PkmlDocument.Addition.PERSISTABLE_PARAMETERS;
      case "IndividualSimulation", "PopulationSimulation" -> {
        boolean individual = element.equals("IndividualSimulation");
        yield selectionsSeen && (individual || selections.isEmpty())
            ? PkmlDocument.Addition.PK_SIM_OUTPUTS
            : PkmlDocument.Addition.NONE;
      }
      default -> PkmlDocument.Addition.NONE;
    };
  }

  private int version(Attributes attributes, String name) {
    String version = attributes.get(name);
    return version == null ? 0 : NumberText.integer(version, name, xml);
  }

  private void transfer() {
    xml.children(
        child -> {
          if (child.equals("Simulation") && !simulationSeen) {
            simulationSeen = true;
            simulation();
          }
        });
  }

  /** PK-Sim 5 has the formulas and the settings outside of the model. */
  private void pkSimSimulation() {
    String name = xml.attributes().get("name", "");
    FormulaCache shared = new FormulaCache();
    boolean[] inModel = new boolean[1];
    xml.children(
        child -> {
          switch (child) {
            case "Model", "PKSimModel" -> inModel[0] = model(name);
            case "SimulationSettings", "Settings" -> xml.children(this::setting);
            case "FormulaCache" -> formulaCache(shared);
            case "Root" -> xml.children(this::pkSim5Settings);
            default -> {}
          }
        });
    if (!inModel[0]) {
      formulas = shared;
    }
  }

  private void pkSim5Settings(String part) {
    if (part.equals("Children")) {
      xml.children(
          child -> {
            if (child.equals(PKSIM_5_SOLVER)) {
              solver = entity(child, null, "Solver", null);
            } else if (child.equals("SimulationOutput")) {
              xml.children(this::outputs);
            }
          });
    }
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

  /** Whether the model has its own formulas. */
  private boolean model(String simulationName) {
    String name = xml.attributes().get("name", simulationName);
    boolean[] withFormulas = new boolean[1];
    xml.children(
        child -> {
          if (child.equals("Root")) {
            root = entity("Root", null, name, entities);
          } else if (child.equals("FormulaCache")) {
            withFormulas[0] = true;
            formulaCache(formulas);
          }
        });
    return withFormulas[0];
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
                if (interval.equals("OutputInterval") || interval.equals(PKSIM_5_INTERVAL)) {
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
    selectionsSeen = true;
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
    Entity entity = new Entity(xml.file(), pkmlTag(tag), attributes, parent, name);
    String id = attributes.get("id");
    if (byId != null && id != null && byId.put(id, entity) != null) {
      throw entity.error("the id \"" + id + "\" is used twice");
    }
    xml.children(child -> part(child, entity, byId));
    return entity;
  }

  private static String pkmlTag(String tag) {
    return switch (tag) {
      case "Para" -> "Parameter";
      case "DistPara" -> "DistributedParameter";
      default -> tag;
    };
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
