package dev.perfusion.gate.jmh;

import dev.perfusion.gate.json.JsonField;

/** What a JMH benchmark measured. */
public enum JmhMode {
  /** Sampled call times, with a histogram. */
  SAMPLE("sample"),
  /** Single shots: every raw value is one call (or one batch of calls). */
  SINGLE_SHOT("ss"),
  /** Means of whole iterations; their percentiles are no latency percentiles. */
  AVERAGE_TIME("avgt"),
  /** Operations per time of whole iterations. */
  THROUGHPUT("thrpt");

  private final String wireName;

  JmhMode(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JMH's files. */
  public String wireName() {
    return wireName;
  }

  /** Whether single call times are known. */
  public boolean hasLatencies() {
    return this == SAMPLE || this == SINGLE_SHOT;
  }

  /** Reads a mode. */
  public static JmhMode read(JsonField field) {
    String text = field.text();
    for (JmhMode mode : values()) {
      if (mode.wireName.equals(text)) {
        return mode;
      }
    }
    throw field.problem("unknown mode \"" + text + "\"", "use sample, ss, avgt or thrpt");
  }
}
