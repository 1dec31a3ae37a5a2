package dev.perfusion.bridge.error;

/** Kinds of errors. The wire name is part of the public interface. */
public enum ErrorCode {
  /** The request or the model file is wrong. */
  INVALID_INPUT("InvalidInput", 400, false),
  /** No token, or a token that is not valid. */
  UNAUTHORIZED("Unauthorized", 401, false),
  /** The caller lacks the role. */
  FORBIDDEN("Forbidden", 403, false),
  /** No such simulation, parameter, job, result or tool. */
  NOT_FOUND("NotFound", 404, false),
  /** The id or the idempotency key is taken. */
  CONFLICT("Conflict", 409, false),
  /** A critical tool was called without confirmation. */
  CONFIRMATION_REQUIRED("ConfirmationRequired", 428, false),
  /** Too many requests, or the job queue is full. */
  RATE_LIMITED("RateLimited", 429, true),
  /** A fault of this program. */
  INTERNAL_ERROR("InternalError", 500, false),
  /** The simulation engine behind the adapter failed. */
  INTEROP_ERROR("InteropError", 502, true),
  /** Software that the adapter needs is absent. */
  ENVIRONMENT_MISSING("EnvironmentMissing", 503, false),
  /** The server is stopping; another one, or the next one, takes the call. */
  UNAVAILABLE("Unavailable", 503, true),
  /** The adapter did not answer in time. */
  TIMEOUT("Timeout", 504, true);

  private final String wireName;
  private final int httpStatus;
  private final boolean retryable;

  ErrorCode(String wireName, int httpStatus, boolean retryable) {
    this.wireName = wireName;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** Name in the error envelope. */
  public String wireName() {
    return wireName;
  }

  /** HTTP status of this code. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The same call may succeed later. */
  public boolean retryable() {
    return retryable;
  }
}
