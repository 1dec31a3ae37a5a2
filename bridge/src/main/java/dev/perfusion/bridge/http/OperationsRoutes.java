package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.Health;
import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.audit.AuditReader;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Role;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Health, metrics, audit events and what this server can do. */
final class OperationsRoutes {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final double MS_PER_SECOND = 1e3;
  private static final double NANOS_PER_MS = 1e6;
  private static final int UNAVAILABLE = 503;
  private static final int DEFAULT_EVENTS = 100;
  private static final int MOST_EVENTS = 1000;

  private final Bridge bridge;
  private final Pipeline pipeline;
  private final long startNanos = System.nanoTime();

  OperationsRoutes(Bridge bridge, Pipeline pipeline) {
    this.bridge = bridge;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.get("/health", pipeline.open("GET", "/health", this::health));
    routes.get("/health/live", pipeline.open("GET", "/health/live", this::live));
    routes.get("/health/ready", pipeline.open("GET", "/health/ready", this::ready));
    routes.get("/metrics", pipeline.known("GET", "/metrics", this::metrics));
    routes.get("/mcp/capabilities", pipeline.open("GET", "/mcp/capabilities", this::capabilities));
    routes.get(
        "/audit/events", pipeline.only(Role.ADMIN, "GET", "/audit/events", this::auditEvents));
  }

  /** 200 as long as it answers at all; whether it should get work is for /health/ready. */
  private void health(Exchange exchange) {
    exchange.reply(200, describe(bridge.health()));
  }

  private void live(Exchange exchange) {
    exchange.reply(200, JsonNodeFactory.instance.objectNode().put("live", true));
  }

  private void ready(Exchange exchange) {
    Health health = bridge.health();
    exchange.reply(health.ready() ? 200 : UNAVAILABLE, describe(health));
  }

  private ObjectNode describe(Health health) {
    BridgeConfig.Service service = bridge.config().service();
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("status", health.status());
    reply.put("live", true);
    reply.put("ready", health.ready());
    reply.put("service", service.name());
    reply.put("version", service.version());
    double uptime = (System.nanoTime() - startNanos) / NANOS_PER_MS / MS_PER_SECOND;
    reply.put("uptimeSeconds", uptime);
    ArrayNode issues = reply.putArray("issues");
    health.issues().forEach(issues::add);
    return reply;
  }

  private void metrics(Exchange exchange) {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.reply(200, PROMETHEUS, bridge.metrics().scrape());
  }

  private void auditEvents(Exchange exchange) {
    BridgeConfig.Audit audit = bridge.config().audit();
    int limit = exchange.number("limit", DEFAULT_EVENTS, 1, MOST_EVENTS);
    Optional<String> eventType = exchange.queryParameter("eventType");
    if (!audit.enabled()) {
      throw new BridgeException(
          ErrorCode.NOT_FOUND, "there is no audit trail: AUDIT_ENABLED is off");
    }
    try {
      AuditReader.Page page = AuditReader.newest(audit.directory(), limit, eventType);
      ObjectNode reply = JsonNodeFactory.instance.objectNode();
      reply.putArray("events").addAll(page.events());
      reply.put("limit", limit);
      reply.put("eventType", eventType.orElse(null));
      reply.put("complete", page.complete());
      exchange.reply(200, reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void capabilities(Exchange exchange) {
    BridgeConfig config = bridge.config();
    AdapterHealth health = bridge.adapter().health();
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.putArray("transports").add("http-streamable").add("rest");
    ObjectNode adapter = reply.putObject("adapter");
    adapter.put("name", bridge.adapter().name());
    adapter.put(
        "populationSupported",
        bridge.adapter().runsPopulations()
            && bridge.calls().catalogue().has("run_population_simulation"));
    ObjectNode state = adapter.putObject("health");
    String status = health.ready() ? "initialised" : "starting";
    state.put("status", health.available() ? status : "stopped");
    ObjectNode environment = state.putObject("environment");
    environment.put("available", health.available());
    environment.put("engine", health.engine());
    health.environment().forEach((name, value) -> environment.set(name, Json.tree(value)));
    ArrayNode issues = environment.putArray("issues");
    health.issues().forEach(issues::add);
    reply.put("maxPayloadKb", config.server().maxPayloadKb());
    ObjectNode timeouts = reply.putObject("timeouts");
    timeouts.put("defaultMs", Math.round(config.jobs().timeoutSeconds() * MS_PER_SECOND));
    timeouts.put("adapterTimeoutMs", config.adapter().timeoutMs());
    ObjectNode annotations = reply.putObject("annotations");
    annotations.put("service", config.service().name());
    annotations.put("environment", config.service().environment());
    exchange.reply(200, reply);
  }
}
