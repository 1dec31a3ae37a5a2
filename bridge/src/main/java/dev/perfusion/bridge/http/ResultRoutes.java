package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.ResultTable;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.ResultSelection;
import io.javalin.config.RoutesConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results in the form that the caller accepts: JSON, CSV or Arrow, by {@code POST /get_results} or
 * by address; files of analyses by address.
 */
final class ResultRoutes {
  private static final String JSON = "application/json";
  private static final String BY_ID = "/results/{resultsId}";
  private static final String ARTEFACT = "/results/{resultsId}/artefacts/{name}";

  private final Bridge bridge;
  private final Pipeline pipeline;

  ResultRoutes(Bridge bridge, Pipeline pipeline) {
    this.bridge = bridge;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    for (String path : List.of("/get_results", "/get_simulation_results")) {
      routes.post(path, pipeline.known("POST", path, e -> answer(e, e.body())));
    }
    routes.get(BY_ID, pipeline.known("GET", BY_ID, e -> answer(e, arguments(e))));
    routes.get(ARTEFACT, pipeline.known("GET", ARTEFACT, this::artefact));
  }

  private static ObjectNode arguments(Exchange exchange) {
    ObjectNode arguments = Json.mapper().createObjectNode();
    arguments.put("resultsId", exchange.pathParameter("resultsId"));
    List<String> paths = exchange.queryParameters("paths");
    if (!paths.isEmpty()) {
      paths.forEach(arguments.putArray("paths")::add);
    }
    for (String name : List.of("from", "to")) {
      exchange.queryParameter(name).ifPresent(text -> arguments.put(name, number(name, text)));
    }
    for (String name : List.of("maxPoints", "maxBytes")) {
      exchange
          .queryParameter(name)
          .ifPresent(text -> arguments.put(name, (int) number(name, text)));
    }
    exchange.queryParameter("cursor").ifPresent(text -> arguments.put("cursor", text));
    return arguments;
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw BridgeException.invalid(name, name + " = \"" + text + "\": must be a number", null);
    }
  }

  private void answer(Exchange exchange, JsonNode arguments) {
    String type = wanted(exchange);
    if (type.equals(JSON)) {
      long start = System.nanoTime();
      Record response = bridge.calls().call("get_results", arguments, ToolRoutes.context(exchange));
      long nanos = System.nanoTime() - start;
      exchange.reply(200, response);
      exchange.timing(nanos);
      return;
    }
    GetResults.Request request = checked(exchange, arguments);
    if (!(bridge.results().get(request.resultsId()) instanceof StoredRun run)) {
      throw BridgeException.invalid(
          "resultsId",
          request.resultsId() + " is an analysis, it has no time courses",
          "ask for " + JSON + ", which names its artefacts");
    }
    ResultSelection selection =
        ResultSelection.of(run.results(), request.paths(), request.from(), request.to());
    int most = request.maxPoints() == null ? Integer.MAX_VALUE : request.maxPoints();
    ResultTable table =
        new ResultTable(selection.times(), selection.series(), selection.rows(most));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (type.equals(ResultTable.CSV)) {
        table.writeCsv(bytes);
      } else {
        table.writeArrow(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    exchange.reply(200, type, bytes.toByteArray());
  }

  /** The tool itself checks role and arguments, and notes the call; its answer is kept small. */
  private GetResults.Request checked(Exchange exchange, JsonNode arguments) {
    GetResults.Request request =
        Json.mapper()
            .treeToValue(
                bridge.calls().catalogue().get("get_results").normalise(arguments),
                GetResults.Request.class);
    GetResults.Request small =
        new GetResults.Request(
            request.resultsId(), request.paths(), 2, request.from(), request.to(), null, 4096);
    bridge.calls().call("get_results", Json.tree(small), ToolRoutes.context(exchange));
    return request;
  }

  /** {@code format} in the query goes first, then Accept; JSON when nothing else is asked for. */
  private static String wanted(Exchange exchange) {
    Optional<String> format = exchange.queryParameter("format");
    if (format.isPresent()) {
      return switch (format.get()) {
        case "json" -> JSON;
        case "csv" -> ResultTable.CSV;
        case "arrow" -> ResultTable.ARROW;
        default ->
            throw BridgeException.invalid(
                "format",
                "format = \"" + format.get() + "\": allowed are json, csv and arrow",
                "leave it out for JSON");
      };
    }
    String accept = exchange.header("Accept").orElse("").toLowerCase(Locale.ROOT);
    List<String> named =
        Stream.of(JSON, ResultTable.CSV, ResultTable.ARROW)
            .filter(accept::contains)
            .sorted(Comparator.comparingInt(accept::indexOf))
            .toList();
    return named.isEmpty() ? JSON : Accepted.best(accept, named).orElse(JSON);
  }

  private void artefact(Exchange exchange) {
    String id = exchange.pathParameter("resultsId");
    String name = exchange.pathParameter("name");
    ObjectNode arguments = Json.mapper().createObjectNode().put("resultsId", id);
    arguments.put("maxPoints", 2).put("maxBytes", 4096);
    bridge.calls().call("get_results", arguments, ToolRoutes.context(exchange));
    StoredResult stored = bridge.results().get(id);
    List<StoredAnalysis.Artefact> all =
        stored instanceof StoredAnalysis analysis ? analysis.artefacts() : List.of();
    StoredAnalysis.Artefact found =
        all.stream()
            .filter(a -> a.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    BridgeException.notFound(
                        "name",
                        "results " + id + " have no artefact \"" + name + "\"",
                        "there are " + all.stream().map(StoredAnalysis.Artefact::name).toList()));
    exchange.setHeader("Content-Disposition", "attachment; filename=\"" + found.name() + "\"");
    exchange.reply(200, found.contentType(), found.content());
  }
}
