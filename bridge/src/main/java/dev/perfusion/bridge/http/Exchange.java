package dev.perfusion.bridge.http;

import dev.perfusion.bridge.audit.EventIds;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/** One request and its answer. */
final class Exchange {
  /** Name of the correlation id in logs. */
  static final String LOGGED_ID = "correlationId";

  private static final String RETRY_AFTER = "Retry-After";
  private static final String SOON = "1";
  private static final String JSON = "application/json";
  private static final String CORRELATION = "X-Correlation-Id";
  private static final Pattern CORRELATION_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final int BYTES_PER_KB = 1024;
  // Beyond that Javalin compresses for clients that like it.
  private static final int MOST_IN_ONE_PIECE = 1400;
  private static final int READ_AWAY = 4 * 1024 * 1024;
  private static final int READ_AWAY_BLOCK = 16 * 1024;
  private static final long NANOS_PER_MICRO = 1000;
  private static final long MICROS_PER_MS = 1000;

  private final Context context;
  private final int maxPayloadKb;
  private final String correlationId;
  private Identity caller = Identity.anonymous();
  private Role leastRole = Role.OPERATOR;
  private long serialisationNanos;
  private byte[] answer;

  Exchange(Context context, int maxPayloadKb) {
    this.context = context;
    this.maxPayloadKb = maxPayloadKb;
    this.correlationId =
        header(CORRELATION)
            .filter(id -> CORRELATION_ID.matcher(id).matches())
            .orElseGet(EventIds::next);
    context.header(CORRELATION, correlationId);
  }

  String correlationId() {
    return correlationId;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  String pathParameter(String name) {
    return context.pathParam(name);
  }

  /** Begins an answer of server-sent events. */
  OutputStream eventStream() throws IOException {
    context.status(200).contentType("text/event-stream");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no");
    return context.res().getOutputStream();
  }

  Optional<String> queryParameter(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isBlank());
  }

  List<String> queryParameters(String name) {
    return context.queryParams(name);
  }

  /**
   * A whole number of the query.
   *
   * @throws BridgeException {@code InvalidInput}
   */
  int number(String name, int otherwise, int least, int most) {
    String text = queryParameter(name).orElse(Integer.toString(otherwise));
    String allowed = "allowed are whole numbers from " + least + " to " + most;
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw BridgeException.invalid(name, name + " = \"" + text + "\": " + allowed, allowed);
  }

  String client() {
    return context.ip();
  }

  HttpServletRequest request() {
    return context.req();
  }

  HttpServletResponse response() {
    return context.res();
  }

  Identity caller() {
    return caller;
  }

  void identify(Identity identity) {
    caller = identity;
  }

  /** The role without which the route cannot be used. */
  Role leastRole() {
    return leastRole;
  }

  void leastRole(Role role) {
    leastRole = role;
  }

  String scheme() {
    return context.scheme();
  }

  long serialisationNanos() {
    return serialisationNanos;
  }

  /**
   * The JSON body; an empty one counts as an empty object.
   *
   * @throws HttpFault 413 beyond the limit, 415 for another type, 400 when it is not JSON
   */
  JsonNode body() {
    String type = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return Json.mapper().createObjectNode();
    }
    if (!type.equals(JSON) && !type.startsWith(JSON + ";")) {
      throw new HttpFault(
          415,
          ErrorCode.INVALID_INPUT,
          "Content-Type \"" + type + "\" is not supported; send " + JSON);
    }
    try {
      return Json.mapper().readTree(bytes);
    } catch (JacksonException e) {
      throw new HttpFault(400, ErrorCode.INVALID_INPUT, "the body is not valid JSON: " + place(e));
    }
  }

  private byte[] bytes() {
    int limit = maxPayloadKb * BYTES_PER_KB;
    try (InputStream stream = context.req().getInputStream()) {
      if (context.req().getContentLengthLong() > limit) {
        readAway(stream);
        throw tooLarge();
      }
      long announced = context.req().getContentLengthLong();
      byte[] bytes = stream.readNBytes(announced < 0 ? limit + 1 : (int) announced);
      if (bytes.length > limit) {
        readAway(stream);
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new HttpFault(400, ErrorCode.INVALID_INPUT, "the body could not be read to its end");
    }
  }

  /** A client that is still sending when the connection closes may never see the answer. */
  private static void readAway(InputStream stream) throws IOException {
    byte[] buffer = new byte[READ_AWAY_BLOCK];
    int left = READ_AWAY;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = stream.read(buffer);
    }
  }

  private HttpFault tooLarge() {
    return new HttpFault(
        413,
        ErrorCode.INVALID_INPUT,
        "the body is larger than " + maxPayloadKb + " KB, the most this server takes",
        Map.of("Connection", "close"));
  }

  private static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    // The parser's own remarks on where an object began and on its settings are none for callers.
    return e.getOriginalMessage()
            .replaceFirst(" \\(start marker at .*", "")
            .replaceFirst(": enable `.*", "")
            .replaceFirst(", from `.*?`", "")
        + where;
  }

  /** Answers with a value as JSON. */
  void reply(int status, Object value) {
    long start = System.nanoTime();
    byte[] bytes = Json.bytes(value);
    serialisationNanos = System.nanoTime() - start;
    send(status, bytes);
  }

  /** Answers without a body. */
  void reply(int status) {
    context.status(status);
  }

  /** Answers with text that is not JSON. */
  void reply(int status, String contentType, String text) {
    context.status(status).contentType(contentType).result(text);
  }

  /** Answers with bytes of any type. */
  void reply(int status, String contentType, byte[] bytes) {
    context.status(status).contentType(contentType).result(bytes);
  }

  void setHeader(String name, String value) {
    context.header(name, value);
  }

  /** Shows how long parts of the work took, in ms (Server-Timing). */
  void timing(long toolNanos) {
    context.header(
        "Server-Timing",
        "tool;dur=" + milliseconds(toolNanos) + ", json;dur=" + milliseconds(serialisationNanos));
  }

  /** Three decimals; {@code String.format} would cost more than the tool. */
  private static String milliseconds(long nanos) {
    long micros = nanos / NANOS_PER_MICRO;
    String fraction = Long.toString(MICROS_PER_MS + micros % MICROS_PER_MS);
    return micros / MICROS_PER_MS + "." + fraction.substring(1);
  }

  void fail(BridgeException error) {
    if (error.retryAfterSeconds() > 0) {
      context.header(RETRY_AFTER, Integer.toString(error.retryAfterSeconds()));
    } else if (error.code() == ErrorCode.RATE_LIMITED
        && context.res().getHeader(RETRY_AFTER) == null) {
      context.header(RETRY_AFTER, SOON);
    }
    send(error.code().httpStatus(), Envelope.of(error, correlationId));
  }

  void fail(HttpFault fault) {
    fault.headers().forEach(context::header);
    send(fault.status(), Envelope.of(fault.code(), fault.getMessage(), List.of(), correlationId));
  }

  private void send(int status, byte[] json) {
    context.status(status).contentType(JSON);
    answer = json;
  }

  /**
   * Sends an answer of JSON, when it is complete: in one piece, without the copies and buffers that
   * long answers go through.
   */
  void send() {
    if (answer == null) {
      return;
    }
    if (answer.length > MOST_IN_ONE_PIECE || context.req().getMethod().equals("HEAD")) {
      context.result(answer);
      return;
    }
    try {
      context.res().setContentLength(answer.length);
      context.res().getOutputStream().write(answer);
    } catch (IOException e) {
      LOG.debug("{}: the client did not wait for its answer", correlationId);
    }
  }
}
