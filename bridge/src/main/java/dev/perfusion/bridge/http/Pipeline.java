package dev.perfusion.bridge.http;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.security.Authenticator;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.RateLimiter;
import dev.perfusion.bridge.security.Role;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every request goes through: host and origin, identity, rate, then the route; errors become
 * envelopes; metrics, log and refusals are noted.
 */
final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final double NANOS_PER_MS = 1e6;
  private static final long LAST_ANSWERS_MS = 1000;
  private static final long LAST_BYTES_MS = 10;

  private final OriginCheck origins;
  private final RateLimiter rate;
  private final Authenticator authenticator;
  private final ProtectedResource resource;
  private final HttpMetrics metrics;
  private final AuditTrail audit;
  private final int maxPayloadKb;
  private final Optional<Executor> workers;
  private final List<Route> routes = new ArrayList<>();
  private final Map<Route, Handler> handlers = new LinkedHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean stopping;

  /**
   * @param workers where tools work; empty for the threads of the server
   */
  Pipeline(
      OriginCheck origins,
      RateLimiter rate,
      Authenticator authenticator,
      ProtectedResource resource,
      HttpMetrics metrics,
      AuditTrail audit,
      int maxPayloadKb,
      Optional<Executor> workers) {
    this.workers = workers;
    this.origins = origins;
    this.rate = rate;
    this.authenticator = authenticator;
    this.resource = resource;
    this.metrics = metrics;
    this.audit = audit;
    this.maxPayloadKb = maxPayloadKb;
  }

  /**
   * A route of the server.
   *
   * @param open anybody may use it
   */
  record Route(String method, String template, boolean open) {}

  /** What a route does. */
  @FunctionalInterface
  interface Work {
    void handle(Exchange exchange);
  }

  /** A route that only known callers may use. */
  Handler known(String method, String template, Work work) {
    return made(
        new Route(method, template, false),
        exchange -> {
          identify(exchange);
          work.handle(exchange);
        });
  }

  /** As {@link #known} for a route behind which an engine may work for long. */
  Handler tool(String method, String template, Work work) {
    Handler handler = known(method, template, work);
    return workers
        .<Handler>map(
            executor ->
                context ->
                    context.future(
                        () -> CompletableFuture.runAsync(() -> handle(handler, context), executor)))
        .orElse(handler);
  }

  private static void handle(Handler handler, Context context) {
    try {
      handler.handle(context);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** A route for callers with a role. */
  Handler only(Role role, String method, String template, Work work) {
    return known(
        method,
        template,
        exchange -> {
          exchange.leastRole(role);
          if (!exchange.caller().roles().contains(role)) {
            throw new BridgeException(
                ErrorCode.FORBIDDEN, template + " needs the role " + role.wireName());
          }
          work.handle(exchange);
        });
  }

  /** A route that anybody may use. */
  Handler open(String method, String template, Work work) {
    return made(new Route(method, template, true), work);
  }

  private Handler made(Route route, Work work) {
    Handler handler = context -> run(context, route.method(), route.template(), work);
    routes.add(route);
    handlers.put(route, handler);
    return handler;
  }

  /**
   * Makes HEAD what it is by HTTP: GET without the body, with the same checks. Javalin by itself
   * would answer 200 whatever GET says. Streams have no end that HEAD could wait for.
   *
   * @param streams templates of the routes that HEAD is refused for
   */
  void addHeads(RoutesConfig config, Set<String> streams) {
    Set<String> own =
        routes.stream()
            .filter(route -> route.method().equals("HEAD"))
            .map(Route::template)
            .collect(Collectors.toSet());
    handlers.forEach(
        (route, handler) -> {
          if (route.method().equals("GET") && !own.contains(route.template())) {
            config.head(
                route.template(),
                streams.contains(route.template()) ? noHead(route.template()) : handler);
          }
        });
  }

  private Handler noHead(String template) {
    String allowed =
        routes.stream()
            .filter(route -> route.template().equals(template))
            .map(Route::method)
            .sorted()
            .collect(Collectors.joining(", "));
    return context ->
        refuse(
            context,
            405,
            "HEAD is not allowed on " + context.path() + ", which is a stream; use " + allowed,
            Map.of("Allow", allowed));
  }

  /** The routes made so far, in their order. */
  List<Route> routes() {
    return List.copyOf(routes);
  }

  private void identify(Exchange exchange) {
    String address = "address " + exchange.client();
    Identity caller;
    try {
      caller = authenticator.authenticate(exchange.header("Authorization"));
    } catch (BridgeException e) {
      // Whoever guesses tokens is slowed down by address; there is no identity yet.
      limit(exchange, address);
      throw e;
    }
    exchange.identify(caller);
    limit(exchange, caller.isAnonymous() ? address : "subject " + caller.subject());
  }

  private void limit(Exchange exchange, String client) {
    int wait = rate.secondsToWait(client);
    if (wait > 0) {
      exchange.setHeader("Retry-After", Integer.toString(wait));
      throw new BridgeException(
          ErrorCode.RATE_LIMITED,
          "rate limit exceeded: try again in "
              + wait
              + " s (AUTH_RATE_LIMIT_PER_MINUTE sets the limit)");
    }
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

  /** True from {@link #settle} on: what would last for long ends. */
  boolean stopping() {
    return stopping;
  }

  /** Gives requests under way a moment to be answered. */
  void settle() {
    stopping = true;
    if (underWay.get() == 0) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_ANSWERS_MS);
    try {
      while (underWay.get() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(2);
      }
      // Long answers are written once their handler has returned.
      Thread.sleep(LAST_BYTES_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Context context, String method, String template, Work work) {
    underWay.incrementAndGet();
    try {
      answer(context, method, template, work);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void answer(Context context, String method, String template, Work work) {
    long start = System.nanoTime();
    HttpMetrics.RouteMeters meters = metrics.of(method, template);
    meters.begin();
    Exchange exchange = new Exchange(context, maxPayloadKb);
    MDC.put(Exchange.LOGGED_ID, exchange.correlationId());
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
      LOG.error("{} {} failed", method, template, e);
      exchange.fail(
          new BridgeException(
              ErrorCode.INTERNAL_ERROR, "a fault of the server, which its log describes"));
    }
    challenge(exchange, template, context.statusCode());
    if (exchange.serialisationNanos() > 0) {
      meters.serialised(exchange.serialisationNanos());
    }
    long nanos = System.nanoTime() - start;
    meters.end(context.statusCode(), nanos);
    log(exchange, method, template, context.statusCode(), nanos);
    MDC.remove(Exchange.LOGGED_ID);
    exchange.send();
  }

  private void challenge(Exchange exchange, String template, int status) {
    if (status == 401) {
      exchange.setHeader("WWW-Authenticate", resource.unauthorized(exchange, template));
    } else if (status == 403 && !exchange.caller().isAnonymous()) {
      exchange.setHeader(
          "WWW-Authenticate", resource.forbidden(exchange, template, exchange.leastRole()));
    }
  }

  private static void log(
      Exchange exchange, String method, String template, int status, long nanos) {
    if (status >= 500) {
      LOG.warn("{} {} {}: {} ms", method, template, status, nanos / NANOS_PER_MS);
    } else if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} {}: {} ms, {}",
          method,
          template,
          status,
          nanos / NANOS_PER_MS,
          exchange.caller().subject());
    }
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
    LOG.info("{} refused: {}", template, message);
    audit.record(
        "http.refused",
        () -> {
          ObjectNode event = JsonNodeFactory.instance.objectNode();
          event.put("correlationId", exchange.correlationId());
          event.put("subject", exchange.caller().subject());
          event.putObject("request").put("route", template).put("client", exchange.client());
          event.putObject("error").put("code", code.wireName()).put("message", message);
          return event;
        });
  }
}
