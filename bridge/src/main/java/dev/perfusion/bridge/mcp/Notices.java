package dev.perfusion.bridge.mcp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Passes notices on to whoever listens at the time. */
public final class Notices {
  private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();

  Notices() {}

  /** Tells all listeners; they are quick. */
  public void publish(Notice notice) {
    listeners.forEach(listener -> listener.accept(notice));
  }

  /**
   * Listens.
   *
   * @return ends it
   */
  Runnable listen(Consumer<Notice> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
