package dev.perfusion.gate.json;

/** Input that cannot be used. The message names the file, the field, the value and the way out. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String field;

  /**
   * @param file the file as the user named it
   * @param field path of the field inside the file ({@code steps.x.p95}); empty for the whole file
   * @param problem what is wrong, with the value
   * @param wayOut what the user can do about it
   */
  public InputException(String file, String field, String problem, String wayOut) {
    super(file + ": " + (field.isEmpty() ? "" : field + ": ") + problem + " (" + wayOut + ")");
    this.file = file;
    this.field = field;
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  /** The path of the field; empty for the file as a whole. */
  public String field() {
    return field;
  }
}
