package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.json.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes request records of checked arguments. Texts, numbers and switches go straight into the
 * constructor, which takes a fraction of the time that the general mapper does; anything else is
 * left to the mapper.
 */
final class RequestReader<Q extends Record> {
  private final Class<Q> type;
  private final RecordComponent[] components;
  private final Constructor<Q> constructor;

  RequestReader(Class<Q> type) {
    this.type = type;
    this.components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  /**
   * The request.
   *
   * @param arguments names are those of the components
   * @throws tools.jackson.core.JacksonException a value does not fit
   */
  Q read(ObjectNode arguments) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      JsonNode node = arguments.get(components[i].getName());
      Class<?> wanted = components[i].getType();
      if (node != null) {
        values[i] = simple(node, wanted);
      }
      if (values[i] == null && (node != null || wanted.isPrimitive())) {
        return Json.mapper().treeToValue(arguments, type);
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      // The mapper says what is wrong in its own way.
      return Json.mapper().treeToValue(arguments, type);
    }
  }

  private static Object simple(JsonNode node, Class<?> wanted) {
    if (wanted == String.class) {
      return node.isString() ? node.stringValue() : null;
    }
    if (wanted == Double.class || wanted == double.class) {
      return node.isNumber() ? Double.valueOf(node.doubleValue()) : null;
    }
    if (wanted == Integer.class || wanted == int.class) {
      return node.isInt() ? Integer.valueOf(node.intValue()) : null;
    }
    if (wanted == Boolean.class || wanted == boolean.class) {
      return node.isBoolean() ? Boolean.valueOf(node.booleanValue()) : null;
    }
    return null;
  }
}
