package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Species;

/** Small pkml files for tests: an object tree, a formula cache and settings around them. */
final class PkmlText {
  private final StringBuilder formulas = new StringBuilder();
  private final StringBuilder strings = new StringBuilder();
  private final String tree;
  private String settings = "";
  private int version = 18;
  private int nextString;

  PkmlText(String tree) {
    this.tree = tree;
  }

  /** Adds an explicit formula; references alternate between path and alias. */
  PkmlText formula(String id, String text, String... pathsAndAliases) {
    formulas.append("<Formula id='").append(id).append("' formula='").append(text).append("'>");
    paths(pathsAndAliases);
    formulas.append("</Formula>");
    return this;
  }

  /** Adds another kind of formula. */
  PkmlText other(String start, String content, String... pathsAndAliases) {
    formulas.append('<').append(start).append('>');
    paths(pathsAndAliases);
    formulas.append(content).append("</").append(start.split(" ")[0]).append('>');
    return this;
  }

  PkmlText string(String text, int id) {
    strings.append("<Map s='").append(text).append("' id='").append(id).append("'/>");
    return this;
  }

  PkmlText settings(String xml) {
    settings = xml;
    return this;
  }

  PkmlText version(int newVersion) {
    version = newVersion;
    return this;
  }

  String xml() {
    String configuration =
        version < 9
            ? "<SimulationConfiguration>" + settings + "</SimulationConfiguration>"
            : "<SimulationConfiguration><SimulationSettings>"
                + settings
                + "</SimulationSettings></SimulationConfiguration>";
    return "<SimulationTransfer version='"
        + version
        + "'><Simulation name='S'>"
        + configuration
        + "<Model name='S'><Root id='root' name='S'><Children>"
        + tree
        + "</Children></Root><FormulaCache><Formulas>"
        + formulas
        + "</Formulas><StringMap>"
        + strings
        + "</StringMap></FormulaCache></Model></Simulation></SimulationTransfer>";
  }

  Model read() {
    return ModelReader.read(xml(), "test.pkml");
  }

  static Parameter parameter(Model model, String path) {
    return model.parameters().stream()
        .filter(p -> p.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parameter " + path));
  }

  static Species species(Model model, String path) {
    return model.species().stream()
        .filter(s -> s.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no species " + path));
  }

  static Observer observer(Model model, String path) {
    return model.observers().stream()
        .filter(o -> o.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no observer " + path));
  }

  private void paths(String... pathsAndAliases) {
    formulas.append("<Paths>");
    for (int i = 0; i < pathsAndAliases.length; i += 2) {
      if (pathsAndAliases[i].equals("TIME")) {
        formulas.append("<TimePath alias='").append(pathsAndAliases[i + 1]).append("'/>");
      } else {
        int path = nextString++;
        int alias = nextString++;
        formulas.append("<Path path='").append(path).append("' as='").append(alias).append("'/>");
        string(pathsAndAliases[i], path);
        string(pathsAndAliases[i + 1], alias);
      }
    }
    formulas.append("</Paths>");
  }
}
