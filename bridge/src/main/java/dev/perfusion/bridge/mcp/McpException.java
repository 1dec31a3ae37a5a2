package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ObjectNode;

/** A request that is answered with a JSON-RPC error. */
public final class McpException extends RuntimeException {
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

  /** The client has not declared what the request needs. */
  static final int MISSING_CAPABILITY = -32021;

  /** Protocol version we do not speak. */
  static final int UNSUPPORTED_VERSION = -32022;

  private static final int BAD_REQUEST = 400;

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

  /** Wrong or missing parameters. */
  public static McpException invalid(String message) {
    return new McpException(INVALID_PARAMS, 200, message);
  }

  /** A fault of this program, or what a test passes off as one. */
  public static McpException internal(String message) {
    return new McpException(INTERNAL_ERROR, 200, message);
  }

  /**
   * The client has not declared what the request needs.
   *
   * @param required the capabilities that are missing, in the form in which clients declare them
   */
  public static McpException missingCapability(String message, ObjectNode required) {
    ObjectNode data = Messages.object();
    data.set("requiredCapabilities", required);
    return new McpException(MISSING_CAPABILITY, BAD_REQUEST, message, data);
  }

  /** The client wants no answer any more; nothing is sent. */
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("cancelled by the client", null, false, false);
    }
  }

  int code() {
    return code;
  }

  int httpStatus() {
    return httpStatus;
  }

  /** The {@code error} of a response. */
  ObjectNode toJson() {
    ObjectNode error = Messages.object().put("code", code).put("message", getMessage());
    if (data != null) {
      error.set("data", data);
    }
    return error;
  }
}
