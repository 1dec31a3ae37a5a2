package dev.perfusion.gate.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a JSON file: a node together with its file and path, so that every error can name
 * them. A missing member is a place as well; asking for its value is the error.
 */
public final class JsonField {
  private final String file;
  private final String path;
  private final JsonNode node;

  private JsonField(String file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  static JsonField root(String file, JsonNode node) {
    return new JsonField(file, "", node);
  }

  /** The member of an object; it may be missing. Fails when this place is no object. */
  public JsonField get(String name) {
    object();
    JsonNode member = node.get(name);
    return new JsonField(file, path.isEmpty() ? name : path + "." + name, member);
  }

  /** False when the member is missing or null. */
  public boolean isPresent() {
    return node != null && !node.isNull() && !node.isMissingNode();
  }

  /** Whether an array stands here. */
  public boolean isArray() {
    return isPresent() && node.isArray();
  }

  /** A non-blank text. */
  public String text() {
    require("a text");
    if (!node.isString() || node.stringValue().isBlank()) {
      throw wrongKind("a non-blank text");
    }
    return node.stringValue();
  }

  /** The text, or {@code fallback} when nothing is here. */
  public String textOr(String fallback) {
    return isPresent() ? text() : fallback;
  }

  /** A finite number. */
  public double number() {
    double value = looseNumber();
    if (!Double.isFinite(value)) {
      throw wrongKind("a finite number");
    }
    return value;
  }

  /** The number, or null when nothing is here. */
  public Double numberOrNull() {
    return isPresent() ? number() : null;
  }

  /** A number as JMH writes it: NaN and the infinities are quoted texts. */
  public double looseNumber() {
    require("a number");
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isString()) {
      switch (node.stringValue()) {
        case "NaN":
          return Double.NaN;
        case "INF", "+INF", "Infinity":
          return Double.POSITIVE_INFINITY;
        case "-INF", "-Infinity":
          return Double.NEGATIVE_INFINITY;
        default:
          break;
      }
    }
    throw wrongKind("a number");
  }

  /** A whole number of at least {@code least}. */
  public long wholeNumber(long least) {
    require("a whole number");
    if (!node.isNumber() || !node.canConvertToExactIntegral() || !node.canConvertToLong()) {
      throw wrongKind("a whole number");
    }
    long value = node.longValue();
    if (value < least) {
      throw wrongKind("a whole number of at least " + least);
    }
    return value;
  }

  /** The whole number, or {@code fallback} when nothing is here. */
  public long wholeNumberOr(long fallback, long least) {
    return isPresent() ? wholeNumber(least) : fallback;
  }

  /** The elements of an array. */
  public List<JsonField> items() {
    require("an array");
    if (!node.isArray()) {
      throw wrongKind("an array");
    }
    List<JsonField> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(new JsonField(file, path + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  /** The elements of an array; none when nothing is here. */
  public List<JsonField> itemsOrNone() {
    return isPresent() ? items() : List.of();
  }

  /** The members of an object in the order of the file; none when nothing is here. */
  public Map<String, JsonField> members() {
    Map<String, JsonField> members = new LinkedHashMap<>();
    if (isPresent()) {
      object().propertyNames().forEach(name -> members.put(name, get(name)));
    }
    return members;
  }

  /** The object itself, for parts that are carried through unread. */
  public ObjectNode object() {
    require("an object");
    if (!(node instanceof ObjectNode object)) {
      throw wrongKind("an object");
    }
    return object;
  }

  /** The object, or null when nothing is here. */
  public ObjectNode objectOrNull() {
    return isPresent() ? object() : null;
  }

  /** The raw node; null when the member is missing. */
  public JsonNode node() {
    return node;
  }

  /** A scalar as JMH prints parameters: texts as they are, numbers and truth values as written. */
  public String scalarText() {
    require("a text or a number");
    if (node.isContainer()) {
      throw wrongKind("a text or a number");
    }
    return node.asString();
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  /** The path inside the file, as in messages. */
  public String path() {
    return path;
  }

  /** An error at this place. */
  public InputException problem(String problem, String wayOut) {
    return new InputException(file, path, problem, wayOut);
  }

  private void require(String kind) {
    if (!isPresent()) {
      throw problem("missing", "add " + kind);
    }
  }

  private InputException wrongKind(String kind) {
    String shown = node.toString();
    String cut = shown.length() > 60 ? shown.substring(0, 60) + "..." : shown;
    return problem("value " + cut + " is not " + kind, "give " + kind);
  }
}
