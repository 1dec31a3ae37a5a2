package dev.perfusion.bridge.error;

import java.util.List;

/** An error that a caller is told: code, message and findings; never a stack trace. */
public final class BridgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<ErrorDetail> details;
  private final int retryAfterSeconds;

  /** An error with its findings. */
  public BridgeException(ErrorCode code, String message, List<ErrorDetail> details) {
    this(code, message, details, 0);
  }

  private BridgeException(
      ErrorCode code, String message, List<ErrorDetail> details, int retryAfterSeconds) {
    super(message);
    this.code = code;
    this.details = List.copyOf(details);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** An error that no single field is to blame for. */
  public BridgeException(ErrorCode code, String message) {
    this(code, message, List.of());
  }

  /**
   * A wrong request field.
   *
   * @param hint the way out; may be null
   */
  public static BridgeException invalid(String field, String message, String hint) {
    return ofField(ErrorCode.INVALID_INPUT, field, message, hint);
  }

  /**
   * Something that a request field names and that does not exist.
   *
   * @param hint the way out; may be null
   */
  public static BridgeException notFound(String field, String message, String hint) {
    return ofField(ErrorCode.NOT_FOUND, field, message, hint);
  }

  /**
   * An id or key that is taken.
   *
   * @param hint the way out; may be null
   */
  public static BridgeException conflict(String field, String message, String hint) {
    return ofField(ErrorCode.CONFLICT, field, message, hint);
  }

  /** No room for more work just now: {@code RateLimited} with the time to wait. */
  public static BridgeException busy(String message, int retryAfterSeconds) {
    String hint = "try again in " + retryAfterSeconds + " s";
    return new BridgeException(
        ErrorCode.RATE_LIMITED,
        message + "; " + hint,
        List.of(new ErrorDetail(message, null, hint, null)),
        retryAfterSeconds);
  }

  private static BridgeException ofField(
      ErrorCode code, String field, String message, String hint) {
    return new BridgeException(code, message, List.of(new ErrorDetail(message, field, hint, null)));
  }

  /** This error, told of another request field. */
  public BridgeException ofField(String field) {
    return detailed(
        details.stream()
            .map(one -> new ErrorDetail(one.issue(), field, one.hint(), one.code()))
            .toList());
  }

  /** This error with other findings. */
  public BridgeException detailed(List<ErrorDetail> findings) {
    return new BridgeException(code, getMessage(), findings, retryAfterSeconds);
  }

  /** The kind of error. */
  public ErrorCode code() {
    return code;
  }

  /** When the same call may be tried again; 0 when that is not known. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** Findings, the most important first. */
  public List<ErrorDetail> details() {
    return details;
  }
}
