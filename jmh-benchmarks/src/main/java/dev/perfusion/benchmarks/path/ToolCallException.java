package dev.perfusion.benchmarks.path;

/** A tool call that did not answer with success. The benchmark run fails with its message. */
public final class ToolCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was called and what came back. */
  public ToolCallException(String message) {
    super(message);
  }

  /** What was called and why it broke. */
  public ToolCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
