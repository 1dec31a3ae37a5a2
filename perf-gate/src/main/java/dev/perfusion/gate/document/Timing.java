package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perfusion.gate.json.JsonField;

/** How the samples of a step were timed. */
public enum Timing {
  /** Every sample is one call. */
  PER_CALL("per-call"),
  /** Every sample is the mean of a batch of calls. */
  BATCHED("batched"),
  /** A recorder of the harness timed the calls, not JMH. */
  RECORDER("recorder");

  private final String wireName;

  Timing(String wireName) {
    this.wireName = wireName;
  }

  /** The name in files. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** Reads a name; null when nothing is here. */
  public static Timing read(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    for (Timing timing : values()) {
      if (timing.wireName.equals(field.text())) {
        return timing;
      }
    }
    throw field.problem(
        "unknown timing \"" + field.text() + "\"", "use per-call, batched or recorder");
  }
}
