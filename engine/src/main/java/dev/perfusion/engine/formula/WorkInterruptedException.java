package dev.perfusion.engine.formula;

/**
 * Reading or compiling a model ended because its thread was interrupted. The thread's mark stays
 * set. Whoever wants to be able to stop a load gives it a thread of its own and interrupts that.
 */
public final class WorkInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WorkInterruptedException() {
    super("the thread was interrupted");
  }

  /**
   * Ends the work if the thread is interrupted. Costs next to nothing; for loops that can take
   * long.
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new WorkInterruptedException();
    }
  }
}
