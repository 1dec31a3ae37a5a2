package dev.perfusion.bridge.audit;

import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Takes note of what happened. */
public interface AuditTrail extends AutoCloseable {
  /** Notes nothing. */
  AuditTrail NONE =
      new AuditTrail() {
        @Override
        public void record(String eventType, Supplier<ObjectNode> payload) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /**
   * Notes an event. When this returns the event is with the operating system, or {@link #problem}
   * says why not. Never throws.
   *
   * @param eventType for example {@code tool.run_simulation}
   * @param payload made on this thread
   */
  void record(String eventType, Supplier<ObjectNode> payload);

  /** Events written by this trail since it was opened. */
  default long events() {
    return 0;
  }

  /** Events that could not be written. */
  default long lost() {
    return 0;
  }

  /** Forces all events noted so far to the disk. */
  void flush();

  /** Why events cannot be written at the moment; empty when they can. Tries again first. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  void close();
}
