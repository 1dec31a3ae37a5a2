package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ObjectNode;

/** A request that is answered with a JSON-RPC error. */
final class McpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Not JSON. */
  static final int PARSE_ERROR = -32700;

  /** Not a request. */
  static final int INVALID_REQUEST = -32600;

  /** Method we do not have. */
  static final int METHOD_NOT_FOUND = -32601;

  /** Wrong or missing parameters. */
  static final int INVALID_PARAMS = -32602;

  /** A fault of this program. */
  static final int INTERNAL_ERROR = -32603;

  /** Headers that do not agree with the body. */
  static final int HEADER_MISMATCH = -32020;

  /** Protocol version we do not speak. */
  static final int UNSUPPORTED_VERSION = -32022;

  private final int code;
  private final int httpStatus;
  private final transient ObjectNode data;

  McpException(int code, int httpStatus, String message, ObjectNode data) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
    this.data = data;
  }

  McpException(int code, int httpStatus, String message) {
    this(code, httpStatus, message, null);
  }

  int code() {
    return code;
  }

  int httpStatus() {
    return httpStatus;
  }

  /** May be null. */
  ObjectNode data() {
    return data;
  }
}
