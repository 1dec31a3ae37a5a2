package dev.perfusion.bridge.audit;

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
   * Notes an event. Events are kept in the order of these calls; the caller does not wait for the
   * disk.
   *
   * @param eventType for example {@code tool.run_simulation}
   * @param payload made later on another thread, so it may only use values that do not change
   */
  void record(String eventType, Supplier<ObjectNode> payload);

  /** Waits until all events noted so far are with the operating system. */
  void flush();

  @Override
  void close();
}
