package dev.perfusion.bridge.mcp;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wish to end a call early: made once, by any thread, and never taken back. */
public final class CancelSignal {
  private static final Logger LOG = LoggerFactory.getLogger(CancelSignal.class);

  private final Runnable onFirstListener;
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean listened;
  private boolean requested;

  /** A signal that costs nothing until it is used. */
  public CancelSignal() {
    this(() -> {});
  }

  /**
   * @param onFirstListener run once, when somebody first wants to hear of a request: the place to
   *     begin costly watching, which most calls do without
   */
  public CancelSignal(Runnable onFirstListener) {
    this.onFirstListener = onFirstListener;
  }

  /** True once the end was asked for. */
  public synchronized boolean requested() {
    return requested;
  }

  /**
   * Asks for the end; the listeners run on this thread, each whatever the others do. What one
   * throws is logged: who asks for the end can do nothing about it, and may have others to end.
   */
  public void request() {
    List<Runnable> told;
    synchronized (this) {
      if (requested) {
        return;
      }
      requested = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(CancelSignal::tell);
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a call is to end early, but something that it began goes on", e);
    }
  }

  /**
   * Runs an action when the end is asked for, at once when it was already. The action must be quick
   * and may run on any thread.
   *
   * @return takes the action back
   */
  public Runnable onRequest(Runnable action) {
    boolean first;
    boolean now;
    synchronized (this) {
      first = !listened;
      listened = true;
      now = requested;
      if (!now) {
        listeners.add(action);
      }
    }
    if (now) {
      action.run();
    } else if (first) {
      onFirstListener.run();
    }
    return () -> {
      synchronized (this) {
        listeners.remove(action);
      }
    };
  }
}
