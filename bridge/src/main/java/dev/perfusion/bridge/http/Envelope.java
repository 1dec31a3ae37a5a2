package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.error.Secrets;
import dev.perfusion.bridge.json.Json;
import java.util.List;

/**
 * The form of every error body.
 *
 * @param error the error
 */
record Envelope(Body error) {
  /** Content of an envelope. */
  record Body(
      String code,
      String message,
      String correlationId,
      boolean retryable,
      List<ErrorDetail> details) {}

  static byte[] of(BridgeException error, String correlationId) {
    return of(error.code(), error.getMessage(), error.details(), correlationId);
  }

  static byte[] of(
      ErrorCode code, String message, List<ErrorDetail> details, String correlationId) {
    return Json.bytes(
        new Envelope(
            new Body(
                code.wireName(), Secrets.mask(message), correlationId, code.retryable(), details)));
  }
}
