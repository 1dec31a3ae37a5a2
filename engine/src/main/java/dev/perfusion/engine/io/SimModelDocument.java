package dev.perfusion.engine.io;

import dev.perfusion.engine.model.OutputSchema;
import java.util.List;
import java.util.Map;

/**
 * What a SimModel XML holds, ids not yet resolved.
 *
 * @param version 2 when the file does not say
 * @param solver solver setting to parameter id
 */
record SimModelDocument(
    String file,
    int version,
    String delimiter,
    List<Item> parameters,
    List<Variable> variables,
    List<Item> observers,
    List<SwitchEvent> events,
    List<FormulaItem> formulas,
    Map<String, Item> solver,
    OutputSchema outputs) {

  /** One element with its attributes. */
  record Item(String file, String tag, Attributes attributes, int line) implements Located {
    int id() {
      return attributes.requireInteger("id", this);
    }

    @Override
    public ModelFormatException error(String reason) {
      String id = attributes.get("id");
      String name = attributes.get("name", "");
      String path = attributes.get("path", "");
      String place =
          tag
              + (id == null ? "" : " id " + id)
              + (name.isEmpty() ? "" : " \"" + name + '"')
              + (path.isEmpty() ? "" : " of " + path)
              + " (line "
              + line
              + ')';
      return new ModelFormatException(file, place, reason);
    }
  }

  /**
   * A variable.
   *
   * @param scaleFactor 1 when the file does not say
   * @param rightHandSide references to formulas whose sum is the derivative
   */
  record Variable(Item item, double scaleFactor, List<Item> rightHandSide) {}

  /** An event with its assignments. */
  record SwitchEvent(Item item, List<Item> assignments) {}

  /**
   * A formula.
   *
   * @param equation text of an explicit formula, null for the other kinds
   * @param references elements with {@code alias} and {@code id}
   * @param points of a table
   * @param table reference to the table object, null when missing
   * @param argument reference to the offset or x-argument object, null when missing
   */
  record FormulaItem(
      Item item,
      String equation,
      List<Item> references,
      TablePoints points,
      Item table,
      Item argument) {}
}
