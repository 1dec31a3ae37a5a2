package dev.perfusion.bridge.mcp;

import java.util.Locale;

/** Levels of log messages, least urgent first. */
public enum LogLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  /**
   * The level of that name.
   *
   * @throws McpException for any other name
   */
  static LogLevel of(String name) {
    for (LogLevel level : values()) {
      if (level.wireName().equals(name)) {
        return level;
      }
    }
    throw McpException.invalid(
        "\""
            + name
            + "\" is no log level; there are debug, info, notice, warning, error, critical, alert,"
            + " emergency");
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
