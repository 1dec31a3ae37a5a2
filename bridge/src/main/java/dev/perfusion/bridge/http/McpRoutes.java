package dev.perfusion.bridge.http;

import dev.perfusion.bridge.mcp.CancelSignal;
import dev.perfusion.bridge.mcp.McpCall;
import dev.perfusion.bridge.mcp.McpEndpoint;
import dev.perfusion.bridge.mcp.McpReply;
import io.javalin.config.RoutesConfig;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * MCP on {@code /mcp}: a message by POST, answered with JSON or an event stream; GET and DELETE for
 * the sessions of older revisions.
 */
final class McpRoutes implements AutoCloseable {
  static final String PATH = "/mcp";
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int BUSY = 503;

  private final McpEndpoint endpoint;
  private final Pipeline pipeline;
  private final Disconnects disconnects = new Disconnects();

  McpRoutes(McpEndpoint endpoint, Pipeline pipeline) {
    this.endpoint = endpoint;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.post(PATH, pipeline.tool("POST", PATH, this::message));
    routes.get(PATH, pipeline.known("GET", PATH, this::stream));
    routes.delete(PATH, pipeline.known("DELETE", PATH, this::end));
  }

  private void message(Exchange exchange) {
    JsonNode body;
    try {
      body = exchange.body();
    } catch (HttpFault e) {
      if (e.status() == 400) {
        send(exchange, McpEndpoint.parseError(e.getMessage()));
        return;
      }
      throw e;
    }
    Watch watch = new Watch(exchange);
    SseChannel channel =
        new SseChannel(exchange.response(), streams(exchange), watch.signal, watch::gone);
    McpCall call =
        new McpCall(
            body, exchange::header, exchange.caller(), exchange.correlationId(), channel, null);
    watch.wanted = call.isModern();
    try {
      McpReply reply = endpoint.handle(call);
      if (!channel.begun()) {
        send(exchange, reply);
      } else if (reply.body() != null) {
        channel.finish(reply.eventId(), reply.body());
      }
    } finally {
      watch.end();
    }
  }

  /** Looks for a hang-up from the moment that somebody wants to know until the answer. */
  private final class Watch {
    private final Exchange exchange;
    private final CancelSignal signal = new CancelSignal(this::begin);

    /** In older revisions a hang-up says nothing about the request. */
    private boolean wanted;

    private Runnable end = () -> {};
    private boolean ended;

    Watch(Exchange exchange) {
      this.exchange = exchange;
    }

    private synchronized void begin() {
      if (wanted && !ended) {
        end = disconnects.watch(exchange.request(), this::gone);
      }
    }

    void gone() {
      if (wanted) {
        signal.request();
      }
    }

    synchronized void end() {
      ended = true;
      end.run();
    }
  }

  private void stream(Exchange exchange) {
    Watch watch = new Watch(exchange);
    watch.wanted = true;
    SseChannel channel =
        new SseChannel(exchange.response(), streams(exchange), watch.signal, watch::gone);
    try {
      endpoint.stream(exchange::header, exchange.caller(), channel)
          .ifPresent(refusal -> send(exchange, refusal));
    } finally {
      watch.end();
    }
  }

  private void end(Exchange exchange) {
    send(exchange, endpoint.end(exchange::header, exchange.caller()));
  }

  private static boolean streams(Exchange exchange) {
    String accepted = exchange.header("Accept").orElse("").toLowerCase(Locale.ROOT);
    return accepted.contains("text/event-stream");
  }

  private static void send(Exchange exchange, McpReply reply) {
    if (reply.sessionId() != null) {
      exchange.setHeader("Mcp-Session-Id", reply.sessionId());
    }
    if (reply.httpStatus() == METHOD_NOT_ALLOWED) {
      exchange.setHeader("Allow", "POST");
    } else if (reply.httpStatus() == BUSY) {
      exchange.setHeader("Retry-After", "5");
    }
    if (reply.body() == null) {
      exchange.reply(reply.httpStatus());
    } else {
      exchange.reply(reply.httpStatus(), reply.body());
    }
  }

  /** Ends the streams and gives their last messages, and other answers, a moment to leave. */
  @Override
  public void close() {
    endpoint.close();
    pipeline.settle();
    disconnects.close();
  }
}
