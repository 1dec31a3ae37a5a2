package dev.perfusion.engine.formula;

/** A model is larger than a {@link Limit} allows; the message says how to raise it. */
public final class LimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param limit what is exceeded
   */
  public LimitException(Limit limit) {
    super(limit.exceeded());
  }
}
