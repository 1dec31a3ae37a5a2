package dev.perfusion.bridge.http;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.profile.ProfileEvent;
import dev.perfusion.bridge.profile.ServerProfiler;
import dev.perfusion.bridge.security.Role;
import io.javalin.config.RoutesConfig;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Flame graphs of the running server, for administrators. */
final class ProfileRoutes implements AutoCloseable {
  /** The route. */
  static final String PATH = "/profile";

  private static final String HTML = "html";
  private static final String COLLAPSED = "collapsed";
  private static final int DEFAULT_SECONDS = 10;
  private static final int MOST_SECONDS = 60;

  private final AuditTrail audit;
  private final Pipeline pipeline;
  private final ServerProfiler profiler = new ServerProfiler();

  ProfileRoutes(AuditTrail audit, Pipeline pipeline) {
    this.audit = audit;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.post(PATH, pipeline.only(Role.ADMIN, "POST", PATH, this::take));
  }

  /** What a request may hold, as a JSON Schema. */
  static ObjectNode requestSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode events = properties.putObject("event").put("type", "string").putArray("enum");
    ProfileEvent.names().forEach(events::add);
    properties
        .putObject("seconds")
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", MOST_SECONDS)
        .put("default", DEFAULT_SECONDS);
    properties
        .putObject("format")
        .put("type", "string")
        .put("default", HTML)
        .putArray("enum")
        .add(HTML)
        .add(COLLAPSED);
    schema.putArray("required").add("event");
    return schema;
  }

  private void take(Exchange exchange) {
    JsonNode body = exchange.body();
    ProfileEvent event = ProfileEvent.named(body.path("event").asString(""));
    int seconds = seconds(body.path("seconds"));
    boolean page = page(body.path("format").asString(HTML));
    ServerProfiler.Profile profile;
    try {
      profile = profiler.take(event, seconds, page);
    } catch (BridgeException e) {
      note(
          exchange,
          event,
          seconds,
          n ->
              n.putObject("error").put("code", e.code().wireName()).put("message", e.getMessage()));
      throw e;
    }
    note(
        exchange,
        event,
        seconds,
        n -> n.put("engine", profile.engine()).put("samples", profile.samples()));
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("X-Profile-Engine", profile.engine());
    exchange.setHeader("X-Profile-Samples", Long.toString(profile.samples()));
    exchange.reply(200, (page ? "text/html" : "text/plain") + "; charset=utf-8", profile.text());
  }

  private static int seconds(JsonNode field) {
    if (field.isMissingNode()) {
      return DEFAULT_SECONDS;
    }
    int seconds = field.isIntegralNumber() && field.canConvertToInt() ? field.intValue() : 0;
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw BridgeException.invalid(
          "seconds", "seconds = " + field, "a whole number from 1 to " + MOST_SECONDS);
    }
    return seconds;
  }

  private static boolean page(String format) {
    if (!format.equals(HTML) && !format.equals(COLLAPSED)) {
      throw BridgeException.invalid(
          "format", "format \"" + format + "\"", "allowed are " + HTML + " and " + COLLAPSED);
    }
    return format.equals(HTML);
  }

  private void note(
      Exchange exchange, ProfileEvent event, int seconds, Consumer<ObjectNode> outcome) {
    audit.record(
        "server.profile",
        () -> {
          ObjectNode entry = JsonNodeFactory.instance.objectNode();
          entry.put("correlationId", exchange.correlationId());
          entry.put("subject", exchange.caller().subject());
          entry.putObject("request").put("event", event.wireName()).put("seconds", seconds);
          outcome.accept(entry);
          return entry;
        });
  }

  /** Ends a profile under way. */
  @Override
  public void close() {
    profiler.close();
  }
}
