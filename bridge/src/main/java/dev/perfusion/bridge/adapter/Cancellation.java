package dev.perfusion.bridge.adapter;

/** How a caller says that an answer is no longer wanted. */
@FunctionalInterface
public interface Cancellation {
  /** A caller that waits for the end whatever comes. */
  Cancellation NEVER = action -> () -> {};

  /**
   * Runs an action once when the caller gives up, at once when that was already.
   *
   * @param action quick; may run on any thread
   * @return takes the action back
   */
  Runnable onCancel(Runnable action);
}
