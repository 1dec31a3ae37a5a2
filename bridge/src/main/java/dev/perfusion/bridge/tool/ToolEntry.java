package dev.perfusion.bridge.tool;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool with its schemas: turns JSON arguments into the request record or says what is wrong with
 * them.
 */
public final class ToolEntry<Q extends Record & ToolRequest<R>, R extends Record> {
  private static final int MAX_SHOWN_VALUE = 80;

  /** Thousands of items can be wrong in the same way. */
  private static final int MOST_FINDINGS = 20;

  private final Tool<Q, R> tool;
  private final ToolSpec<Q, R> spec;
  private final ObjectNode inputSchema;
  private final ObjectNode outputSchema;
  private final Schema validator;
  private final RequestReader<Q> reader;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, String> units = new HashMap<>();

  ToolEntry(Tool<Q, R> tool, SchemaRegistry schemas) {
    this.tool = tool;
    this.spec = tool.spec();
    this.inputSchema = RecordSchema.ofRequest(spec.request());
    this.outputSchema = RecordSchema.ofResponse(spec.response());
    this.validator = schemas.getSchema(inputSchema);
    this.reader = new RequestReader<>(spec.request());
    for (RecordComponent component : spec.request().getRecordComponents()) {
      fields.put(plain(component.getName()), component.getName());
      Field field = component.getAnnotation(Field.class);
      if (field != null && !field.unit().isEmpty()) {
        units.put(component.getName(), " " + field.unit());
      }
    }
  }

  static SchemaRegistry schemaRegistry() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }

  /** The handler. */
  public Tool<Q, R> tool() {
    return tool;
  }

  /** The definition. */
  public ToolSpec<Q, R> spec() {
    return spec;
  }

  /** JSON schema of the arguments; not to be changed. */
  public ObjectNode inputSchema() {
    return inputSchema;
  }

  /** JSON schema of the answer; not to be changed. */
  public ObjectNode outputSchema() {
    return outputSchema;
  }

  /**
   * Arguments in their final form: snake_case names become ours, nulls are dropped.
   *
   * @throws BridgeException {@code InvalidInput} when they are no object, or a name looks like a
   *     misspelling of one of ours; other unknown names are ignored
   */
  public ObjectNode normalise(JsonNode arguments) {
    if (arguments == null || arguments.isNull() || arguments.isMissingNode()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!arguments.isObject()) {
      throw new BridgeException(
          ErrorCode.INVALID_INPUT,
          "the arguments of " + spec.name() + " must be a JSON object, not " + shown(arguments));
    }
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    arguments
        .properties()
        .forEach(
            entry -> {
              String name = fields.get(plain(entry.getKey()));
              if (name == null) {
                refuseMisspelling(entry.getKey());
              } else if (!entry.getValue().isNull()) {
                normal.set(name, withoutNulls(entry.getValue()));
              }
            });
    return normal;
  }

  /** Also within lists and objects a null counts as left out. */
  private static JsonNode withoutNulls(JsonNode value) {
    if (value.isArray()) {
      ArrayNode kept = JsonNodeFactory.instance.arrayNode();
      value.forEach(item -> kept.add(withoutNulls(item)));
      return kept;
    }
    if (value.isObject()) {
      ObjectNode kept = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (!member.getValue().isNull()) {
          kept.set(member.getKey(), withoutNulls(member.getValue()));
        }
      }
      return kept;
    }
    return value;
  }

  private void refuseMisspelling(String name) {
    String plain = plain(name);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (Similarity.distance(plain, field.getKey()) <= 2) {
        throw BridgeException.invalid(
            name,
            "unknown field \"" + name + "\" of " + spec.name(),
            "did you mean \"" + field.getValue() + "\"?");
      }
    }
  }

  /** True when there is an argument of that name. */
  boolean takes(String name) {
    return fields.containsValue(name);
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Checks normalised arguments against the schema and makes the request record.
   *
   * @throws BridgeException {@code InvalidInput} with a finding per violation
   */
  Q parse(ObjectNode arguments) {
    check(arguments);
    try {
      return reader.read(arguments);
    } catch (JacksonException e) {
      throw new BridgeException(
          ErrorCode.INVALID_INPUT,
          "the arguments of " + spec.name() + " cannot be read: " + e.getOriginalMessage());
    }
  }

  /** Checks normalised arguments against the schema. */
  void check(ObjectNode arguments) {
    List<Error> errors = validator.validate(arguments);
    if (errors.isEmpty()) {
      return;
    }
    List<ErrorDetail> details = new ArrayList<>();
    for (Error error : errors.subList(0, Math.min(MOST_FINDINGS, errors.size()))) {
      details.add(detail(error));
    }
    throw new BridgeException(ErrorCode.INVALID_INPUT, details.get(0).issue(), details);
  }

  private ErrorDetail detail(Error error) {
    boolean missing = "required".equals(error.getKeyword());
    String at =
        error.getInstanceLocation().toString().replaceFirst("^[/$.]+", "").replace('/', '.');
    String field = missing ? (at.isEmpty() ? "" : at + ".") + error.getProperty() : at;
    String issue =
        missing
            ? "required field \"" + field + "\" is missing"
            : field + " = " + shown(error.getInstanceNode()) + ": " + reason(error, field);
    JsonNode description = inputSchema.path("properties").path(outer(field)).path("description");
    return new ErrorDetail(
        issue,
        field,
        description.isString() ? description.stringValue() : null,
        error.getKeyword());
  }

  private static String outer(String field) {
    return field.replaceFirst("[.\\[].*", "");
  }

  /** Both ends of what is allowed, whichever was passed. */
  private String reason(Error error, String field) {
    JsonNode schema = inputSchema;
    for (String step : field.split("\\.")) {
      schema = schema.has("items") ? schema.get("items") : schema.path("properties").path(step);
    }
    return switch (error.getKeyword()) {
      case "minimum", "maximum" ->
          "out of range, allowed is "
              + range(schema.path("minimum"), schema.path("maximum"))
              + units.getOrDefault(field, "");
      case "minLength", "maxLength" ->
          "wrong length, allowed are "
              + range(schema.path("minLength"), schema.path("maxLength"))
              + " characters";
      case "type" ->
          error.getInstanceNode().isDouble()
                  && Double.isInfinite(error.getInstanceNode().doubleValue())
              ? "too large for a 64-bit number"
              : error.getMessage();
      default -> error.getMessage();
    };
  }

  private static String range(JsonNode least, JsonNode most) {
    if (least.isMissingNode()) {
      return "at most " + most;
    }
    return most.isMissingNode() ? "at least " + least : least + " to " + most;
  }

  private static String shown(JsonNode value) {
    String text = String.valueOf(value);
    if (text.length() <= MAX_SHOWN_VALUE) {
      return text;
    }
    return text.substring(0, MAX_SHOWN_VALUE) + "...";
  }
}
