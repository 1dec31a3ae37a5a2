package dev.perfusion.bridge.population.store;

/** A population folder that cannot be read or written: names the file and the reason. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public StoreException(String message) {
    super(message);
  }

  /** With a message for the user. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
