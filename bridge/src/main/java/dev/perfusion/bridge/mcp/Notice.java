package dev.perfusion.bridge.mcp;

/** Something that clients may want to hear of. */
public sealed interface Notice {
  /**
   * A list is not what it was.
   *
   * @param kind {@code tools}, {@code prompts} or {@code resources}
   */
  record ListChanged(String kind) implements Notice {}

  /** The content of a resource is not what it was. */
  record ResourceUpdated(String uri) implements Notice {}

  /** A task has another state. */
  record TaskChanged(String taskId) implements Notice {}
}
