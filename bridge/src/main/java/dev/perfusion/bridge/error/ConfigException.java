package dev.perfusion.bridge.error;

/** A setting that cannot be used: names the variable, its value and what is allowed. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param variable environment variable
   * @param value as found; secrets are given as {@code ***}
   * @param allowed what would be right
   */
  public ConfigException(String variable, String value, String allowed) {
    super(variable + " = \"" + value + "\": " + allowed);
  }

  /** A combination of settings that cannot be used. */
  public ConfigException(String message) {
    super(message);
  }
}
