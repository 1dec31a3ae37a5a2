package dev.perfusion.benchmarks.load;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** Virtual threads where the JDK has them (21 and later), daemon threads elsewhere. */
final class LightThreads {
  private static final Optional<Method> VIRTUAL = virtual();

  private LightThreads() {}

  private static Optional<Method> virtual() {
    // Since 19 the method is there, but only as a preview before 21.
    if (Runtime.version().feature() < 21) {
      return Optional.empty();
    }
    try {
      return Optional.of(Thread.class.getMethod("startVirtualThread", Runnable.class));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  /** Whether the threads are virtual. */
  static boolean areVirtual() {
    return VIRTUAL.isPresent();
  }

  /** Starts one. */
  static Thread start(Runnable work) {
    if (VIRTUAL.isPresent()) {
      try {
        return (Thread) VIRTUAL.get().invoke(null, work);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot start a virtual thread", e);
      }
    }
    Thread thread = new Thread(work, "user");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
