package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonValue;

/** In which state the measured process was. */
public enum Phase {
  /** First call of a fresh JVM: one sample per fork. */
  COLD_JVM("cold_jvm", "cold"),
  /** Warm code, caches and registries emptied before each call. */
  COLD_CACHE("cold_cache", "cold"),
  /** Warm code and warm caches. */
  WARM("warm", "steady"),
  /** Several workers at once. */
  STRESS("stress", "stress");

  private final String wireName;
  private final String label;

  Phase(String wireName, String label) {
    this.wireName = wireName;
    this.label = label;
  }

  /** The name in step keys and files. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The plan's name of the phase: cold, steady or stress. */
  public String label() {
    return label;
  }
}
