package dev.perfusion.bridge.http;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.security.Authenticator;
import dev.perfusion.bridge.security.RateLimiter;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every request goes through: host and origin, rate, identity, then the route; errors become
 * envelopes; metrics and refusals are noted.
 */
final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final OriginCheck origins;
  private final RateLimiter rate;
  private final Authenticator authenticator;
  private final HttpMetrics metrics;
  private final AuditTrail audit;
  private final int maxPayloadKb;

  Pipeline(
      OriginCheck origins,
      RateLimiter rate,
      Authenticator authenticator,
      HttpMetrics metrics,
      AuditTrail audit,
      int maxPayloadKb) {
    this.origins = origins;
    this.rate = rate;
    this.authenticator = authenticator;
    this.metrics = metrics;
    this.audit = audit;
    this.maxPayloadKb = maxPayloadKb;
  }

  /** What a route does. */
  @FunctionalInterface
  interface Work {
    void handle(Exchange exchange);
  }

  /** A route that only known callers may use. */
  Handler known(String method, String template, Work work) {
    return context ->
        run(
            context,
            method,
            template,
            exchange -> {
              int wait = rate.secondsToWait(exchange.client());
              if (wait > 0) {
                exchange.setHeader("Retry-After", Integer.toString(wait));
                throw new BridgeException(
                    ErrorCode.RATE_LIMITED,
                    "rate limit exceeded: try again in "
                        + wait
                        + " s (AUTH_RATE_LIMIT_PER_MINUTE sets the limit)");
              }
              exchange.identify(authenticator.authenticate(exchange.header("Authorization")));
              work.handle(exchange);
            });
  }

  /** A route that anybody may use. */
  Handler open(String method, String template, Work work) {
    return context -> run(context, method, template, work);
  }

  /** Answers what Javalin itself refused. */
  void refuse(Context context, int status, String message, Map<String, String> headers) {
    run(
        context,
        context.method().name(),
        "unmatched",
        exchange -> {
          ErrorCode code = status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_INPUT;
          throw new HttpFault(
              status, status >= 500 ? ErrorCode.INTERNAL_ERROR : code, message, headers);
        });
  }

  private void run(Context context, String method, String template, Work work) {
    long start = System.nanoTime();
    metrics.begin(method, template);
    Exchange exchange = new Exchange(context, maxPayloadKb);
    try {
      origins.check(exchange.header("Host"), exchange.header("Origin"));
      work.handle(exchange);
    } catch (BridgeException e) {
      exchange.fail(e);
      noteRefusal(exchange, template, e.code(), e.getMessage());
    } catch (HttpFault e) {
      exchange.fail(e);
      noteRefusal(exchange, template, e.code(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: {} {} failed", exchange.correlationId(), method, template, e);
      exchange.fail(
          new BridgeException(
              ErrorCode.INTERNAL_ERROR, "a fault of the server, which its log describes"));
    }
    if (exchange.serialisationNanos() > 0) {
      metrics.serialised(method, template, exchange.serialisationNanos());
    }
    metrics.end(method, template, context.statusCode(), System.nanoTime() - start);
  }

  /** Refusals before a tool is reached; what tools refuse is in the trail already. */
  private void noteRefusal(Exchange exchange, String template, ErrorCode code, String message) {
    boolean refusal =
        code == ErrorCode.UNAUTHORIZED
            || code == ErrorCode.RATE_LIMITED
            || code == ErrorCode.FORBIDDEN;
    if (!refusal) {
      return;
    }
    String client = exchange.client();
    audit.record(
        "http.refused",
        () -> {
          ObjectNode event = JsonNodeFactory.instance.objectNode();
          event.put("correlationId", exchange.correlationId());
          event.putObject("request").put("route", template).put("client", client);
          event.putObject("error").put("code", code.wireName()).put("message", message);
          return event;
        });
  }
}
