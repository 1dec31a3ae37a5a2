package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import java.util.List;

/**
 * A tool: its definition and its handler. Stateless; what it works on is given to its constructor.
 *
 * @param <Q> arguments
 * @param <R> answer
 */
public interface Tool<Q extends Record & ToolRequest<R>, R extends Record> {
  /** What the outside knows. */
  ToolSpec<Q, R> spec();

  /**
   * Does the work. The arguments have passed the schema.
   *
   * @throws BridgeException what the caller is told
   */
  R handle(Q request, ToolContext context);

  /**
   * Looks whether {@link #handle} would accept the arguments, without any effect.
   *
   * @throws BridgeException as {@link #handle}
   */
  default void check(Q request) {
    // That they have passed the schema is all that can be said.
  }

  /** A short text that stands for the answer where a client shows text only. */
  String text(R response);

  /**
   * The answer without what can be had by another call, for callers that it is too long for; the
   * answer itself when there is no such thing.
   */
  default R shortened(R response) {
    return response;
  }

  /** What the answer refers to. */
  default List<ResourceLink> links(R response) {
    return List.of();
  }
}
