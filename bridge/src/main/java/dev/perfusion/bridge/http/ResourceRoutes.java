package dev.perfusion.bridge.http;

import dev.perfusion.bridge.adapter.ModelInfo;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.engine.QuantityInfo;
import io.javalin.config.RoutesConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Loaded simulations and their parameters, in pages with an entity tag. */
final class ResourceRoutes {
  private static final String SIMULATIONS = "/mcp/resources/simulations";
  private static final String PARAMETERS = "/mcp/resources/parameters";
  private static final int LONGEST_ID = 64;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final SessionRegistry sessions;
  private final String backend;
  private final Pipeline pipeline;

  /**
   * @param backend name of the adapter
   */
  ResourceRoutes(SessionRegistry sessions, String backend, Pipeline pipeline) {
    this.sessions = sessions;
    this.backend = backend;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.get(SIMULATIONS, pipeline.known("GET", SIMULATIONS, this::simulations));
    routes.get(PARAMETERS, pipeline.known("GET", PARAMETERS, this::parameters));
  }

  private void simulations(Exchange exchange) {
    int limit = exchange.number("limit", 50, 1, 500);
    String search = exchange.queryParameter("search").orElse("").toLowerCase(Locale.ROOT);
    List<SessionRegistry.Info> found =
        sessions.all().stream()
            .filter(
                session -> describe(session).toString().toLowerCase(Locale.ROOT).contains(search))
            .sorted(Comparator.comparing(s -> s.simulationId().toLowerCase(Locale.ROOT)))
            .toList();
    page(exchange, found, limit, this::describe);
  }

  private ObjectNode describe(SessionRegistry.Info session) {
    ModelInfo info = session.model();
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("id", session.simulationId());
    item.put("simulationId", session.simulationId());
    item.put("displayName", info.name());
    item.put("modelVersion", info.format());
    item.put("createdAt", session.createdAt().toString());
    item.put("lastAccessedAt", session.usedAt().toString());
    ObjectNode metadata = item.putObject("metadata");
    metadata.put("backend", backend);
    metadata.put("source", info.source());
    metadata.put("sizeBytes", info.sizeBytes());
    metadata.put("sha256", info.sha256());
    metadata.put("parameters", info.parameters());
    metadata.put("species", info.species());
    metadata.put("observers", info.observers());
    metadata.put("events", info.events());
    return item;
  }

  private void parameters(Exchange exchange) {
    String id =
        exchange
            .queryParameter("simulationId")
            .filter(text -> text.length() <= LONGEST_ID)
            .orElseThrow(
                () ->
                    BridgeException.invalid(
                        "simulationId",
                        "simulationId must have 1 to 64 characters",
                        "give ?simulationId=...; " + SIMULATIONS + " lists them"));
    Session session = sessions.get(id);
    int limit = exchange.number("limit", 100, 1, 1000);
    String filter = exchange.queryParameter("filter").orElse("").toLowerCase(Locale.ROOT);
    Stream<QuantityInfo> parameters =
        session.quantities().stream().filter(q -> q.kind() == QuantityInfo.Kind.PARAMETER);
    List<QuantityInfo> found =
        parameters
            .filter(q -> q.path().toLowerCase(Locale.ROOT).contains(filter))
            .sorted(Comparator.comparing(q -> q.path().toLowerCase(Locale.ROOT)))
            .toList();
    Instant created = session.createdAt();
    exchange.setHeader("Last-Modified", HTTP_DATE.format(created));
    exchange.setHeader("MCP-Simulation-Created-At", created.toString());
    exchange.setHeader("MCP-Simulation-Fingerprint", session.info().sha256());
    page(exchange, found, limit, quantity -> describe(id, quantity));
  }

  private static ObjectNode describe(String id, QuantityInfo quantity) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("id", id + ":" + quantity.path());
    item.put("simulationId", id);
    item.put("path", quantity.path());
    item.put("displayName", quantity.name());
    item.put("unit", quantity.unit());
    item.put("category", quantity.dimension());
    item.put("isEditable", quantity.editable());
    return item;
  }

  private static <T> void page(
      Exchange exchange, List<T> found, int limit, Function<T, ObjectNode> describe) {
    int page = exchange.number("page", 1, 1, Integer.MAX_VALUE);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode items = reply.putArray("items");
    found.stream().skip((page - 1L) * limit).limit(limit).map(describe).forEach(items::add);
    reply.put("page", page);
    reply.put("limit", limit);
    reply.put("total", found.size());
    String tag = "W/\"" + sha1(Json.bytes(reply)) + "\"";
    exchange.setHeader("ETag", tag);
    if (exchange.header("If-None-Match").filter(tag::equals).isPresent()) {
      exchange.reply(304);
    } else {
      exchange.reply(200, reply);
    }
  }

  /** A name for content, not a proof of anything. */
  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
