package dev.perfusion.bridge.adapter.worker;

/** A worker died while it was asked, or could not be started. */
final class WorkerGoneException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean begun;

  /**
   * @param begun it may have begun with the work
   */
  WorkerGoneException(String message, boolean begun) {
    super(message);
    this.begun = begun;
  }

  boolean begun() {
    return begun;
  }
}
