package dev.perfusion.gate.document;

import dev.perfusion.gate.json.JsonField;

/**
 * A flame graph of a step, taken in a run of its own.
 *
 * @param step key of the step
 * @param file path of the picture, relative to the folder of the file that names it, with forward
 *     slashes; absolute where no relative path exists
 */
public record FlameGraph(String step, String file) {

  /** Reads the object. */
  public static FlameGraph read(JsonField field) {
    return new FlameGraph(field.get("step").text(), field.get("file").text());
  }
}
