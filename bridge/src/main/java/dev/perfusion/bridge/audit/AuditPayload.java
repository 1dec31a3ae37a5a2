package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Content of an event as canonical text. Names come in ascending order; those of every event, and
 * the places of what the chain adds, find their way in between.
 */
public final class AuditPayload {
  /** Members that come when it is the turn of the event, in the order of their names. */
  static final List<String> OF_CHAIN = List.of("hash", "previousHash", "sequence", "timestamp");

  private static final int USUAL_LENGTH = 1024;
  private static final String EVENT_ID = "eventId";
  private static final String EVENT_TYPE = "eventType";

  private final StringBuilder text = new StringBuilder(USUAL_LENGTH).append('{');
  private final int[] places = new int[OF_CHAIN.size()];
  private final String type;
  private boolean named;
  private int passed;
  private String last = "";

  AuditPayload(String type) {
    this.type = type;
  }

  /** A text; null for none. */
  public AuditPayload text(String name, String value) {
    if (value == null) {
      return raw(name, "null");
    }
    begin(name);
    CanonicalJson.append(value, text);
    text.append(',');
    return this;
  }

  /** Any JSON. */
  public AuditPayload json(String name, JsonNode value) {
    begin(name);
    CanonicalJson.append(value, text);
    text.append(',');
    return this;
  }

  /** All members of an object. */
  public AuditPayload members(JsonNode object) {
    CanonicalJson.sorted(object).forEach(member -> json(member.getKey(), member.getValue()));
    return this;
  }

  /** A value whose text is canonical already. */
  public AuditPayload raw(String name, CharSequence canonical) {
    begin(name);
    text.append(canonical).append(',');
    return this;
  }

  private void begin(String name) {
    if (name.compareTo(last) <= 0 || OF_CHAIN.contains(name)) {
      throw new IllegalArgumentException(name + " cannot follow " + last);
    }
    last = name;
    if (!named && EVENT_ID.compareTo(name) < 0) {
      name();
    }
    pass(name);
    CanonicalJson.append(name, text);
    text.append(':');
  }

  private void name() {
    named = true;
    text.append('"').append(EVENT_ID).append("\":\"").append(EventIds.next()).append("\",\"");
    text.append(EVENT_TYPE).append("\":");
    CanonicalJson.append(type, text);
    text.append(',');
  }

  private void pass(String name) {
    while (passed < places.length && OF_CHAIN.get(passed).compareTo(name) < 0) {
      places[passed++] = text.length();
    }
  }

  /** The text without those of the chain, each member with a comma after it. */
  byte[] bytes() {
    if (!named) {
      name();
    }
    while (passed < places.length) {
      places[passed++] = text.length();
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where members of the chain belong; after {@link #bytes}. */
  int[] places() {
    return places;
  }
}
