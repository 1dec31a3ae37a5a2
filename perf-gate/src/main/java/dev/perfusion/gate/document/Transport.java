package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a tool was called. */
public enum Transport {
  /** The embedding facade in the measuring JVM. */
  INPROCESS("inprocess"),
  /** REST over loopback HTTP. */
  REST("rest"),
  /** MCP over loopback HTTP. */
  MCP("mcp");

  private final String wireName;

  Transport(String wireName) {
    this.wireName = wireName;
  }

  /** The name in step keys and files. */
  @JsonValue
  public String wireName() {
    return wireName;
  }
}
