package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterHealth;
import io.javalin.config.RoutesConfig;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Health, metrics and what this server can do. */
final class OperationsRoutes {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final double MS_PER_SECOND = 1e3;
  private static final double NANOS_PER_MS = 1e6;

  private final Bridge bridge;
  private final Pipeline pipeline;
  private final long startNanos = System.nanoTime();

  OperationsRoutes(Bridge bridge, Pipeline pipeline) {
    this.bridge = bridge;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.get("/health", pipeline.open("GET", "/health", this::health));
    routes.get("/metrics", pipeline.known("GET", "/metrics", this::metrics));
    routes.get("/mcp/capabilities", pipeline.open("GET", "/mcp/capabilities", this::capabilities));
  }

  private void health(Exchange exchange) {
    AdapterHealth adapter = bridge.adapter().health();
    BridgeConfig.Service service = bridge.config().service();
    ObjectNode health = JsonNodeFactory.instance.objectNode();
    health.put("status", adapter.available() ? "ok" : "degraded");
    health.put("service", service.name());
    health.put("version", service.version());
    double uptime = (System.nanoTime() - startNanos) / NANOS_PER_MS / MS_PER_SECOND;
    health.put("uptimeSeconds", uptime);
    issues(health, adapter);
    exchange.reply(200, health);
  }

  private static void issues(ObjectNode target, AdapterHealth adapter) {
    ArrayNode issues = target.putArray("issues");
    adapter.issues().forEach(issues::add);
  }

  private void metrics(Exchange exchange) {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.reply(200, PROMETHEUS, bridge.metrics().scrape());
  }

  private void capabilities(Exchange exchange) {
    BridgeConfig config = bridge.config();
    AdapterHealth health = bridge.adapter().health();
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.putArray("transports").add("http-streamable");
    ObjectNode adapter = reply.putObject("adapter");
    adapter.put("name", bridge.adapter().name());
    adapter.put("populationSupported", false);
    ObjectNode state = adapter.putObject("health");
    state.put("status", health.available() ? "initialised" : "stopped");
    ObjectNode environment = state.putObject("environment");
    environment.put("available", health.available());
    environment.put("engine", health.engine());
    issues(environment, health);
    reply.put("maxPayloadKb", config.server().maxPayloadKb());
    ObjectNode timeouts = reply.putObject("timeouts");
    timeouts.put("defaultMs", config.jobs().timeoutSeconds() * MS_PER_SECOND);
    timeouts.putNull("adapterTimeoutMs");
    ObjectNode annotations = reply.putObject("annotations");
    annotations.put("service", config.service().name());
    annotations.put("environment", config.service().environment());
    exchange.reply(200, reply);
  }
}
