package dev.perfusion.bridge.tool;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schema (2020-12) of a record: objects, lists, maps, strings, numbers and booleans, with what
 * {@link Field} says. Records are nested in place; a record that holds itself is not supported.
 */
final class RecordSchema {
  private final boolean response;

  private RecordSchema(boolean response) {
    this.response = response;
  }

  /** Schema of arguments: optional components may be left out. */
  static ObjectNode ofRequest(Class<? extends Record> type) {
    return new RecordSchema(false).object(type);
  }

  /**
   * Schema of an answer: every component is there, optional ones may be null. That is not said with
   * {@code required}, because the list of tools is read by models, who pay for each word.
   */
  static ObjectNode ofResponse(Class<? extends Record> type) {
    return new RecordSchema(true).object(type);
  }

  private ObjectNode object(Class<?> type) {
    ObjectNode schema = node("object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      Field field = component.getAnnotation(Field.class);
      boolean optional = field != null && field.optional();
      ObjectNode property =
          field != null && field.brief()
              ? node(component.getType() == List.class ? "array" : "object")
              : value(component.getGenericType(), field);
      if (field != null) {
        describe(property, field);
      }
      properties.set(component.getName(), response && optional ? nullable(property) : property);
      if (!response && !optional) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private ObjectNode value(Type type, Field field) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        ObjectNode schema = node("array");
        schema.set("items", value(arguments[0], null));
        return schema;
      }
      if (generic.getRawType() == Map.class) {
        ObjectNode schema = node("object");
        schema.set("additionalProperties", value(arguments[1], null));
        return schema;
      }
    } else if (type instanceof Class<?> raw) {
      if (raw.isRecord()) {
        return object(raw);
      }
      if (raw == JsonNode.class) {
        return node("object");
      }
      if (raw == String.class) {
        return node("string");
      }
      if (raw == boolean.class || raw == Boolean.class) {
        return node("boolean");
      }
      if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
        return node("integer");
      }
      if (raw == double.class || raw == Double.class) {
        return number(field);
      }
    }
    throw new IllegalArgumentException("no JSON schema for " + type.getTypeName());
  }

  private ObjectNode number(Field field) {
    if (field == null || !field.nonFinite()) {
      return node("number");
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("number").add("string");
    return schema;
  }

  private static ObjectNode nullable(ObjectNode schema) {
    if (schema.path("type").isString()) {
      String type = schema.path("type").stringValue();
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    throw new IllegalArgumentException("an optional component needs one type: " + schema);
  }

  private static void describe(ObjectNode schema, Field field) {
    if (!field.value().isEmpty()) {
      schema.put("description", field.value());
    }
    if (field.minLength() > 0) {
      schema.put("minLength", field.minLength());
    }
    if (field.maxLength() > 0) {
      schema.put("maxLength", field.maxLength());
    }
    bound(schema, "minimum", field.minimum());
    bound(schema, "maximum", field.maximum());
    if (field.allowed().length > 0) {
      ArrayNode allowed = schema.putArray("enum");
      for (String word : field.allowed()) {
        allowed.add(word);
      }
    }
  }

  private static void bound(ObjectNode schema, String keyword, double value) {
    if (Double.isInfinite(value)) {
      return;
    }
    if (value == Math.rint(value)) {
      schema.put(keyword, (long) value);
    } else {
      schema.put(keyword, value);
    }
  }

  private static ObjectNode node(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
