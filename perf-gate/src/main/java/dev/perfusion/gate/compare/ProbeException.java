package dev.perfusion.gate.compare;

/** A side that could not be measured: it did not start, broke off, or cannot do what was asked. */
public final class ProbeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProbeException(String message) {
    super(message);
  }
}
