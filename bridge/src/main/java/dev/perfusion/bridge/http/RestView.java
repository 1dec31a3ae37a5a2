package dev.perfusion.bridge.http;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.Field;
import dev.perfusion.bridge.tool.ToolSpec;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as the REST twin of a tool shows it: times at the top level are ISO 8601 text, and
 * fields that older clients look for are there.
 */
final class RestView {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'").withZone(ZoneOffset.UTC);
  private static final double MICROS_PER_SECOND = 1e6;
  private static final int NANOS_PER_MICRO = 1000;

  private final List<String> times;
  private final List<String> alwaysNull;

  private RestView(List<String> times, List<String> alwaysNull) {
    this.times = times;
    this.alwaysNull = alwaysNull;
  }

  /**
   * @param alwaysNull fields that the predecessor has and we have nothing for
   */
  static RestView of(ToolSpec<?, ?> spec, String... alwaysNull) {
    List<String> times =
        Arrays.stream(spec.response().getRecordComponents())
            .filter(RestView::isTime)
            .map(RecordComponent::getName)
            .toList();
    return new RestView(times, List.of(alwaysNull));
  }

  private static boolean isTime(RecordComponent component) {
    Field field = component.getAnnotation(Field.class);
    return field != null && field.epochSeconds();
  }

  Object show(Record response) {
    if (times.isEmpty() && alwaysNull.isEmpty()) {
      return response;
    }
    ObjectNode view = (ObjectNode) Json.tree(response);
    for (String name : times) {
      JsonNode value = view.path(name);
      if (value.isNumber()) {
        view.put(name, text(value.doubleValue()));
      }
    }
    alwaysNull.forEach(view::putNull);
    return view;
  }

  /** Schema of the view. */
  ObjectNode schema(ObjectNode ofResponse) {
    ObjectNode schema = ofResponse.deepCopy();
    ObjectNode properties = (ObjectNode) schema.path("properties");
    for (String name : times) {
      ObjectNode time = properties.putObject(name);
      time.putArray("type").add("string").add("null");
      time.put("format", "date-time");
    }
    alwaysNull.forEach(name -> properties.putObject(name).put("type", "null"));
    return schema;
  }

  static String text(double epochSeconds) {
    long micros = Math.round(epochSeconds * MICROS_PER_SECOND);
    long perSecond = (long) MICROS_PER_SECOND;
    return ISO.format(
        Instant.ofEpochSecond(
            Math.floorDiv(micros, perSecond),
            (long) NANOS_PER_MICRO * Math.floorMod(micros, perSecond)));
  }
}
