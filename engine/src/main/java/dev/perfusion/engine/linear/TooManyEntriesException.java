package dev.perfusion.engine.linear;

/** The factors of a matrix would have more entries than they may. */
public final class TooManyEntriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyEntriesException() {
    super("the factors of the matrix would have too many entries");
  }
}
