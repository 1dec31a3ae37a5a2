package dev.perfusion.bridge.audit;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Takes note of what happened. */
public interface AuditTrail extends AutoCloseable {
  /** Notes nothing. */
  AuditTrail NONE =
      new AuditTrail() {
        @Override
        public void record(String eventType, Consumer<AuditPayload> content) {}

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
   * @param content writes the content, on this thread
   */
  void record(String eventType, Consumer<AuditPayload> content);

  /**
   * Notes an event that no answer follows directly. It is with the operating system before any
   * later {@link #record} returns, and within 100 ms in any case; the order is kept.
   */
  default void note(String eventType, Supplier<ObjectNode> content) {
    record(eventType, content);
  }

  /**
   * Notes an event whose content is a JSON object, as {@link #record(String, Consumer)}.
   *
   * @param content made on this thread
   */
  default void record(String eventType, Supplier<ObjectNode> content) {
    record(eventType, payload -> payload.members(content.get()));
  }

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
