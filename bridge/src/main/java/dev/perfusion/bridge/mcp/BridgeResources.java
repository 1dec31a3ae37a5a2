package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.table.ChunkForm;
import dev.perfusion.bridge.result.ResultTable;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.session.SessionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a bridge has to read: its manual, and by id the answers of its reading tools, so that each
 * resource has a tool twin.
 */
final class BridgeResources implements ResourceSource {
  private static final String SCHEME = "perfusion://";
  private static final String MANUAL = SCHEME + "docs/bridge";
  private static final String MANUAL_FILE = "/dev/perfusion/bridge/docs/bridge.md";
  private static final String JOBS = "jobs";
  private static final String RESULTS = "results";
  private static final String POPULATIONS = "population_results";
  private static final String JSON = "application/json";
  private static final int MOST_LISTED = 20;

  /**
   * A tool whose answer is a resource.
   *
   * @param folder first part of the path
   * @param argument its argument, the second part of the path
   * @param ids the ids to list and to propose
   */
  private record Twin(
      String folder,
      String tool,
      String argument,
      String mimeType,
      String title,
      String description,
      Supplier<List<String>> ids) {
    String start() {
      return SCHEME + folder + "/";
    }

    String template() {
      return start() + "{" + argument + "}";
    }
  }

  private final Bridge bridge;
  private final BridgeTools tools;
  private final int maxCharacters;
  private final List<Twin> twins;

  BridgeResources(Bridge bridge, BridgeTools tools, RecentIds recentJobs, RecentIds recentResults) {
    this.bridge = bridge;
    this.tools = tools;
    this.maxCharacters = ToolResults.CHARACTERS_PER_TOKEN * bridge.config().mcp().maxReplyTokens();
    this.twins =
        Stream.of(
                new Twin(
                    "simulations",
                    "describe_simulation",
                    "simulationId",
                    JSON,
                    "Loaded simulation",
                    "What is known of a loaded simulation",
                    this::simulations),
                new Twin(
                    JOBS,
                    "get_job_status",
                    "jobId",
                    JSON,
                    "Job",
                    "Where a job stands; can be subscribed to",
                    recentJobs::newestFirst),
                new Twin(
                    RESULTS,
                    "get_results",
                    "resultsId",
                    ResultTable.CSV,
                    "Results",
                    "Time courses of a finished run: Time (min) and a column per output, base"
                        + " units. ?paths=PATH picks outputs",
                    recentResults::newestFirst),
                new Twin(
                    POPULATIONS,
                    "get_population_results",
                    "resultsId",
                    JSON,
                    "Population results",
                    "Cohort, statistics, handles; .../chunks/{chunkId} has the beginning of a chunk"
                        + " as CSV",
                    bridge.populations()::ids))
            .filter(twin -> tools.find(twin.tool()).isPresent())
            .toList();
  }

  static String jobUri(String jobId) {
    return SCHEME + JOBS + "/" + encode(jobId);
  }

  /** Ids of the loaded simulations. */
  List<String> simulations() {
    return bridge.sessions().all().stream().map(SessionRegistry.Info::simulationId).toList();
  }

  @Override
  public void list(McpRequest request, ArrayNode resources) {
    resources
        .addObject()
        .put("uri", MANUAL)
        .put("name", "bridge.md")
        .put("title", "Manual of the bridge")
        .put("description", "Tools, units, errors, settings")
        .put("mimeType", "text/markdown");
    for (Twin twin : twins) {
      // Jobs come and go too fast for a list.
      if (!twin.folder().equals(JOBS)) {
        twin.ids().get().stream().limit(MOST_LISTED).forEach(id -> add(resources, twin, id));
      }
    }
  }

  private static void add(ArrayNode resources, Twin twin, String id) {
    resources
        .addObject()
        .put("uri", twin.start() + encode(id))
        .put("name", id)
        .put("title", twin.title() + " " + id)
        .put("mimeType", twin.mimeType());
  }

  @Override
  public void templates(ArrayNode templates) {
    for (Twin twin : twins) {
      templates
          .addObject()
          .put("uriTemplate", twin.template())
          .put("name", twin.folder())
          .put("title", twin.title())
          .put("description", twin.description())
          .put("mimeType", twin.mimeType());
    }
  }

  @Override
  public Optional<ObjectNode> read(String uri, McpRequest request) {
    if (uri.equals(MANUAL)) {
      return Optional.of(content(uri, "text/markdown", manual()));
    }
    return twins.stream()
        .filter(twin -> uri.startsWith(twin.start()))
        .findFirst()
        .flatMap(twin -> read(twin, uri, request));
  }

  private Optional<ObjectNode> read(Twin twin, String uri, McpRequest request) {
    String[] address = uri.substring(twin.start().length()).split("\\?", 2);
    String[] steps = address[0].split("/");
    try {
      if (twin.folder().equals(RESULTS)) {
        return results(uri, steps, address.length == 2 ? address[1] : "", request);
      }
      if (steps.length == 3 && twin.folder().equals(POPULATIONS) && steps[1].equals("chunks")) {
        return Optional.of(chunk(uri, twin, decode(steps[0]), decode(steps[2]), request));
      }
      return steps.length == 1
          ? Optional.of(content(uri, JSON, Json.tree(ask(twin, steps[0], request)).toString()))
          : Optional.empty();
    } catch (BridgeException e) {
      if (e.code() == ErrorCode.NOT_FOUND && !"paths".equals(field(e))) {
        return Optional.empty();
      }
      throw new McpException(
          McpException.INVALID_PARAMS,
          200,
          e.getMessage() + e.details().stream().map(d -> "; " + d.hint()).findFirst().orElse(""));
    }
  }

  private static String field(BridgeException e) {
    return e.details().isEmpty() ? null : e.details().get(0).field();
  }

  private Record ask(Twin twin, String id, McpRequest request) {
    return tools.read(twin.tool(), Messages.object().put(twin.argument(), decode(id)), request);
  }

  /** The tool checks the role and notes the access; the table comes from the store. */
  private Optional<ObjectNode> results(
      String uri, String[] steps, String query, McpRequest request) {
    String id = decode(steps[0]);
    ObjectNode small = Messages.object().put("resultsId", id).put("maxPoints", 2);
    tools.read("get_results", small.put("maxBytes", 4096), request);
    StoredResult stored = bridge.results().get(id);
    if (steps.length == 1 && stored instanceof StoredRun run) {
      ResultResource.Table table = new ResultResource(run, maxCharacters).table(paths(query));
      ObjectNode result = content(uri, ResultTable.CSV, table.csv());
      return Optional.of(table.note() == null ? result : noted(result, uri, table.note()));
    }
    if (steps.length == 3 && steps[1].equals("artefacts") && stored instanceof StoredAnalysis a) {
      String name = decode(steps[2]);
      return a.artefacts().stream()
          .filter(artefact -> artefact.name().equals(name))
          .findFirst()
          .map(artefact -> artefact(uri, artefact));
    }
    return Optional.empty();
  }

  /** The tool checks the role and notes the access. */
  private ObjectNode chunk(
      String uri, Twin twin, String resultsId, String chunkId, McpRequest request) {
    ask(twin, resultsId, request);
    StoredPopulations populations = bridge.populations();
    Manifest.Chunk chunk = populations.chunk(resultsId, chunkId);
    Path folder = populations.file(resultsId, chunk).getParent();
    Beginning text = new Beginning(maxCharacters);
    try {
      ChunkForm.CSV.write(folder, populations.manifest(resultsId), chunk, ChunkForm.ALL, text);
    } catch (Beginning.Full e) {
      return noted(
          content(uri, ResultTable.CSV, text.lines()),
          uri,
          "This is the beginning of "
              + chunk.rows()
              + " rows. All of it: GET /population_results/"
              + resultsId
              + "/chunks/"
              + chunkId
              + " over HTTP, as Arrow, CSV or JSON.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content(uri, ResultTable.CSV, text.lines());
  }

  private static ObjectNode noted(ObjectNode result, String uri, String note) {
    ((ArrayNode) result.get("contents"))
        .addObject()
        .put("uri", uri + "#note")
        .put("mimeType", "text/plain")
        .put("text", note);
    return result;
  }

  private ObjectNode artefact(String uri, StoredAnalysis.Artefact artefact) {
    if (artefact.content().length > maxCharacters) {
      throw McpException.invalid(
          uri
              + " has "
              + artefact.content().length
              + " bytes, more than the "
              + maxCharacters
              + " of an answer here: get it over HTTP, below /results");
    }
    return content(
        uri, artefact.contentType(), new String(artefact.content(), StandardCharsets.UTF_8));
  }

  private static List<String> paths(String query) {
    return Arrays.stream(query.split("&"))
        .filter(part -> part.startsWith("paths="))
        .map(part -> decode(part.substring("paths=".length())))
        .toList();
  }

  private static ObjectNode content(String uri, String mimeType, String text) {
    ObjectNode result = Messages.object();
    result
        .putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", mimeType)
        .put("text", text);
    return result;
  }

  private static String manual() {
    try (InputStream file = BridgeResources.class.getResourceAsStream(MANUAL_FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<List<String>> complete(
      String template, String variable, String start, McpRequest request) {
    return twins.stream()
        .filter(twin -> twin.template().equals(template) && twin.argument().equals(variable))
        .findFirst()
        .map(twin -> startingWith(twin.ids().get(), start));
  }

  static List<String> startingWith(List<String> all, String start) {
    return all.stream().filter(id -> id.startsWith(start)).toList();
  }

  private static String encode(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decode(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part;
    }
  }
}
