package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.ErrorCode;
import java.util.Map;

/** A request that HTTP itself forbids: its status has no error code of its own. */
final class HttpFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final ErrorCode code;
  private final transient Map<String, String> headers;

  HttpFault(int status, ErrorCode code, String message) {
    this(status, code, message, Map.of());
  }

  HttpFault(int status, ErrorCode code, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  ErrorCode code() {
    return code;
  }

  Map<String, String> headers() {
    return headers;
  }
}
