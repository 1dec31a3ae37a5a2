package dev.perfusion.engine.io;

import java.util.HashMap;
import java.util.Map;

/** Formulas and strings of one owner; ids mean nothing outside of it. */
final class FormulaCache {
  private final Map<String, FormulaEntry> formulas = new HashMap<>();
  private final Map<String, String> strings = new HashMap<>();

  void add(FormulaEntry formula) {
    String id = formula.attributes().require("id", formula);
    if (formulas.put(id, formula) != null) {
      throw formula.error("the formula id is used twice");
    }
  }

  void addString(String id, String text, Located where) {
    if (strings.put(id, text) != null) {
      throw where.error("the string id " + id + " is used twice");
    }
  }

  /**
   * The formula of that id.
   *
   * @param user named in the error when there is none
   */
  FormulaEntry formula(String id, Located user) {
    FormulaEntry formula = formulas.get(id);
    if (formula == null) {
      throw user.error("uses formula \"" + id + "\", which the formula cache does not have");
    }
    return formula;
  }

  /** The string of that id. */
  String string(String id, Located user) {
    String text = strings.get(id.strip());
    if (text == null) {
      throw user.error("uses string id \"" + id + "\", which the string map does not have");
    }
    return text;
  }

  /** The string of that id, or the argument itself when the map does not have it. */
  String stringOrSelf(String idOrText) {
    return strings.getOrDefault(idOrText, idOrText);
  }
}
