package dev.perfusion.bridge.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.perfusion.bridge.error.ConfigException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Logs go to standard error; standard output belongs to results. */
final class Logging {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "TRACE", Level.TRACE,
          "DEBUG", Level.DEBUG,
          "INFO", Level.INFO,
          "WARN", Level.WARN,
          "WARNING", Level.WARN,
          "ERROR", Level.ERROR,
          "CRITICAL", Level.ERROR,
          "FATAL", Level.ERROR,
          "OFF", Level.OFF);

  private Logging() {}

  /**
   * Sets logging up as LOG_LEVEL (of this program; libraries log warnings) and LOG_FORMAT ({@code
   * json}, {@code text}) say.
   *
   * @param format where LOG_FORMAT is not set
   * @throws ConfigException for other words
   */
  static void configure(Map<String, String> settings, String format) {
    Level level = level(settings.getOrDefault("LOG_LEVEL", "INFO"));
    boolean json = isJson(settings.getOrDefault("LOG_FORMAT", format));
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    LogEncoder encoder = new LogEncoder(json);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    context.getLogger("dev.perfusion").setLevel(level);
  }

  private static Level level(String text) {
    Level level = LEVELS.get(text.strip().toUpperCase(Locale.ROOT));
    if (level == null) {
      throw new ConfigException(
          "LOG_LEVEL", text, "allowed are TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, OFF");
    }
    return level;
  }

  private static boolean isJson(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "json" -> true;
      case "text" -> false;
      default -> throw new ConfigException("LOG_FORMAT", text, "allowed are json, text");
    };
  }
}
