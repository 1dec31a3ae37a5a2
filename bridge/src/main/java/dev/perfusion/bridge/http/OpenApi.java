package dev.perfusion.bridge.http;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.security.Confirm;
import dev.perfusion.bridge.tool.ToolCatalogue;
import dev.perfusion.bridge.tool.ToolEntry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document (3.1): every route that the server has, the tools with the schemas that
 * their records give. Nothing is listed by hand but a sentence for each route that is no tool.
 */
final class OpenApi {
  private static final String JSON = "application/json";
  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final String ENVELOPE = "#/components/schemas/Error";

  /** What is to be said of a route beside its address: a sentence, query parameters, a type. */
  private record Note(String summary, String contentType, String... query) {}

  private static final Map<String, Note> NOTES =
      Map.ofEntries(
          note("/health", "How the server is; always 200 while it answers", JSON),
          note("/health/live", "The process answers", JSON),
          note("/health/ready", "200 when it can take work, else 503", JSON),
          note("/metrics", "Metrics in the Prometheus text format", "text/plain"),
          note("/mcp", "One MCP message (JSON-RPC 2.0)", JSON),
          note("/mcp/capabilities", "Transports, adapter, limits", JSON),
          note("/mcp/list_tools", "The tools that the caller may use, with schemas", JSON),
          note("/mcp/call_tool", "Calls a tool by name", JSON),
          note("/mcp/resources/simulations", "Loaded simulations", JSON, "page", "limit", "search"),
          note(
              "/mcp/resources/parameters",
              "Parameters of a loaded simulation",
              JSON,
              "simulationId",
              "page",
              "limit",
              "filter"),
          note(
              "/jobs/{jobId}/events",
              "Server-sent events of a job until it ends",
              "text/event-stream"),
          note(
              "/population_results/{resultsId}/chunks/{chunkId}",
              "A chunk of population results: Arrow file, text/csv or application/json",
              PopulationRoutes.ARROW,
              "format",
              "replicate"),
          note(
              "/population_results/{resultsId}/files/{name}",
              "A table of population results",
              "text/csv"),
          note("/audit/events", "Newest audit events", JSON, "limit", "eventType"),
          note(
              ProfileRoutes.PATH,
              "Profiles the server for some seconds; answers the flame graph, or collapsed stacks",
              "text/html"),
          note("/openapi.json", "This document", JSON),
          note("/docs", "This document for people", "text/html"),
          note("/redoc", "This document for people", "text/html"),
          note(
              "/.well-known/oauth-protected-resource",
              "Where tokens for REST come from (RFC 9728)",
              JSON),
          note(
              "/.well-known/oauth-protected-resource/mcp",
              "Where tokens for MCP come from (RFC 9728)",
              JSON));

  private final ToolCatalogue catalogue;
  private final BridgeConfig config;
  private final List<Pipeline.Route> routes;

  OpenApi(ToolCatalogue catalogue, BridgeConfig config, List<Pipeline.Route> routes) {
    this.catalogue = catalogue;
    this.config = config;
    this.routes = routes;
  }

  private static Map.Entry<String, Note> note(
      String path, String summary, String contentType, String... query) {
    return Map.entry(path, new Note(summary, contentType, query));
  }

  ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Perfusion PBPK bridge");
    info.put("version", config.service().version());
    info.put("description", "Loads, changes and runs PBPK models. Every tool is a POST route.");
    ObjectNode server = document.putArray("servers").addObject();
    server.put("url", Optional.ofNullable(config.server().publicUrl()).orElse("/"));
    ObjectNode paths = document.putObject("paths");
    for (Pipeline.Route route : routes) {
      ObjectNode path =
          paths.has(route.template())
              ? (ObjectNode) paths.get(route.template())
              : paths.putObject(route.template());
      path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    ObjectNode components = document.putObject("components");
    components.putObject("schemas").set("Error", envelope());
    ObjectNode bearer = components.putObject("securitySchemes").putObject("bearer");
    bearer.put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
    return document;
  }

  private ObjectNode operation(Pipeline.Route route) {
    Optional<ToolEntry<?, ?>> tool = tool(route);
    Note note = NOTES.getOrDefault(route.template(), new Note(route.template(), JSON));
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    operation.put(
        "operationId",
        (route.method() + route.template()).replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", ""));
    operation.put("summary", tool.map(t -> t.spec().title()).orElse(note.summary()));
    operation.putArray("tags").add(tool.isPresent() ? "tools" : "operations");
    tool.ifPresent(t -> operation.put("description", t.spec().description()));
    ArrayNode parameters = operation.putArray("parameters");
    Matcher inPath = PATH_PARAMETER.matcher(route.template());
    while (inPath.find()) {
      parameter(parameters, inPath.group(1), "path").put("required", true);
    }
    for (String name : route.method().equals("GET") ? note.query() : new String[0]) {
      parameter(parameters, name, "query").put("required", name.equals("simulationId"));
    }
    if (tool.isPresent() && tool.get().spec().critical()) {
      parameter(parameters, Confirm.HEADER, "header")
          .put("required", true)
          .put("description", "true: the caller agrees to the change");
    }
    parameter(parameters, "X-Correlation-Id", "header");
    if (route.method().equals("POST")) {
      ObjectNode body = operation.putObject("requestBody");
      body.put("required", true);
      ObjectNode other =
          route.template().equals(ProfileRoutes.PATH) ? ProfileRoutes.requestSchema() : anyObject();
      content(body, JSON, tool.map(ToolEntry::inputSchema).orElse(other));
    }
    responses(operation, note.contentType(), tool);
    ArrayNode security = operation.putArray("security");
    if (!route.open()) {
      security.addObject().putArray("bearer");
    }
    return operation;
  }

  private Optional<ToolEntry<?, ?>> tool(Pipeline.Route route) {
    String name = route.template().substring(1);
    String known = ToolCatalogue.nameOf(name);
    return route.method().equals("POST") && catalogue.has(known)
        ? Optional.of(catalogue.get(known))
        : Optional.empty();
  }

  private static ObjectNode parameter(ArrayNode parameters, String name, String place) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", place);
    boolean number = name.equals("page") || name.equals("limit");
    parameter.putObject("schema").put("type", number ? "integer" : "string");
    return parameter;
  }

  private static void responses(
      ObjectNode operation, String contentType, Optional<ToolEntry<?, ?>> tool) {
    ObjectNode responses = operation.putObject("responses");
    ObjectNode success = responses.putObject("2XX").put("description", "Done or accepted");
    ObjectNode schema =
        tool.map(t -> RestView.of(t.spec()).schema(t.outputSchema()))
            .orElseGet(
                () ->
                    contentType.equals(JSON)
                        ? anyObject()
                        : JsonNodeFactory.instance.objectNode().put("type", "string"));
    content(success, contentType, schema);
    ObjectNode failure = responses.putObject("default").put("description", "Refused or failed");
    content(failure, JSON, JsonNodeFactory.instance.objectNode().put("$ref", ENVELOPE));
  }

  private static void content(ObjectNode target, String contentType, ObjectNode schema) {
    target.putObject("content").putObject(contentType).set("schema", schema);
  }

  private static ObjectNode anyObject() {
    return JsonNodeFactory.instance.objectNode().put("type", "object");
  }

  private static ObjectNode envelope() {
    ObjectNode detail = anyObject();
    ObjectNode inDetail = detail.putObject("properties");
    inDetail.putObject("issue").put("type", "string");
    for (String name : List.of("field", "hint", "code")) {
      inDetail.putObject(name).putArray("type").add("string").add("null");
    }
    ObjectNode error = anyObject();
    ObjectNode inError = error.putObject("properties");
    for (String name : List.of("code", "message", "correlationId")) {
      inError.putObject(name).put("type", "string");
    }
    inError.putObject("retryable").put("type", "boolean");
    inError.putObject("details").put("type", "array").set("items", detail);
    required(error, "code", "message", "correlationId", "retryable", "details");
    ObjectNode envelope = anyObject();
    envelope.putObject("properties").set("error", error);
    required(envelope, "error");
    return envelope;
  }

  private static void required(ObjectNode schema, String... names) {
    ArrayNode required = schema.putArray("required");
    List.of(names).forEach(required::add);
  }
}
