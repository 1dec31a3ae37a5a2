package dev.perfusion.bridge.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.perfusion.bridge.error.Secrets;
import dev.perfusion.bridge.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A line a log event: JSON for machines or text for people; secrets are masked in both. */
final class LogEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private final boolean json;
  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

  LogEncoder(boolean json) {
    this.json = json;
  }

  @Override
  public void start() {
    stackTraces.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String message = Secrets.mask(event.getFormattedMessage());
    String trace =
        event.getThrowableProxy() == null ? null : Secrets.mask(stackTraces.convert(event));
    return (json ? object(event, message, trace) : text(event, message, trace))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  private static String object(ILoggingEvent event, String message, String trace) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("timestamp", time(event));
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("thread", event.getThreadName());
    line.put("message", message);
    event.getMDCPropertyMap().forEach(line::put);
    if (trace != null) {
      line.put("exception", trace);
    }
    return Json.mapper().writeValueAsString(line) + "\n";
  }

  private static String text(ILoggingEvent event, String message, String trace) {
    Map<String, String> context = event.getMDCPropertyMap();
    String logger = event.getLoggerName();
    return time(event)
        + " "
        + event.getLevel()
        + " "
        + logger.substring(logger.lastIndexOf('.') + 1)
        + (context.isEmpty() ? "" : " " + context)
        + ": "
        + message
        + "\n"
        + (trace == null ? "" : trace);
  }
}
