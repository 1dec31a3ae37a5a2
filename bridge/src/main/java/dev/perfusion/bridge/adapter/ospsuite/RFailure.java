package dev.perfusion.bridge.adapter.ospsuite;

/** R refused, or is gone. */
final class RFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Code of a process that is gone. */
  static final String GONE = "Gone";

  /** Code of a model that the process does not hold. */
  static final String NOT_LOADED = "NotLoaded";

  private final String code;

  RFailure(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }

  boolean is(String other) {
    return code.equals(other);
  }
}
