package dev.perfusion.gate.document;

import dev.perfusion.gate.json.JsonField;

/**
 * The model file that was measured.
 *
 * @param id short name
 * @param sizeBytes size of the file
 * @param sha256 SHA-256 of the file, lower-case hexadecimal
 */
public record Dataset(String id, long sizeBytes, String sha256) {

  /** Reads the object. */
  public static Dataset read(JsonField field) {
    JsonField hash = field.get("sha256");
    if (!hash.text().matches("[0-9a-f]{64}")) {
      throw hash.problem(
          "value \"" + hash.text() + "\" is no SHA-256", "give 64 lower-case hexadecimal digits");
    }
    return new Dataset(field.get("id").text(), field.get("sizeBytes").wholeNumber(0), hash.text());
  }
}
