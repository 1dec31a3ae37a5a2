package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.summary.PopulationSummaries;
import dev.perfusion.bridge.population.table.ChunkForm;
import dev.perfusion.bridge.tool.ToolSpec;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Downloads of population results: chunks as Arrow files, results CSV or JSON, and the tables of
 * the folder.
 */
final class PopulationRoutes {
  /** Content type of a chunk as it is stored. */
  static final String ARROW = "application/vnd.apache.arrow.file";

  private static final String CSV = "text/csv";
  private static final String JSON = "application/json";
  private static final String CHUNK = "/population_results/{resultsId}/chunks/{chunkId}";
  private static final String FILE = "/population_results/{resultsId}/files/{name}";
  private static final int NOT_ACCEPTABLE = 406;
  private static final int REMEMBERED_LENGTHS = 10_000;

  private static final Map<String, String> FILES =
      Map.of(
          Store.MANIFEST,
          JSON,
          Store.SUBJECTS,
          CSV,
          Store.AGGREGATES,
          CSV,
          Store.PK,
          CSV,
          PopulationSummaries.PK_SUMMARY,
          CSV,
          Store.FAILURES,
          CSV);

  private final Bridge bridge;
  private final StoredPopulations populations;
  private final Pipeline pipeline;
  private final Download download = new Download();
  private final Counter bytes;

  /** Lengths of chunks as text, by entity tag; found by writing them to nowhere. */
  private final Map<String, Long> lengths =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_LENGTHS;
        }
      };

  PopulationRoutes(Bridge bridge, Pipeline pipeline) {
    this.bridge = bridge;
    this.populations = bridge.populations();
    this.pipeline = pipeline;
    this.bytes =
        Counter.builder("mcp.population.download")
            .description("Bytes of population results sent")
            .baseUnit("bytes")
            .register(bridge.metrics());
  }

  void register(RoutesConfig routes) {
    for (HandlerType method : List.of(HandlerType.GET, HandlerType.HEAD)) {
      String name = method.name();
      routes.addHttpHandler(method, CHUNK, pipeline.known(name, CHUNK, this::chunk));
      routes.addHttpHandler(method, FILE, pipeline.known(name, FILE, this::file));
    }
  }

  private void chunk(Exchange exchange) {
    reader(exchange);
    String resultsId = exchange.pathParameter("resultsId");
    Manifest manifest = populations.manifest(resultsId);
    Manifest.Chunk chunk = populations.chunk(resultsId, exchange.pathParameter("chunkId"));
    Optional<ChunkForm> form = wanted(exchange);
    int only = replicate(exchange, manifest, form);
    Path file = populations.file(resultsId, chunk);
    exchange.setHeader("Vary", "Accept");
    note(exchange, resultsId, chunk.chunkId());
    if (form.isEmpty()) {
      send(
          exchange,
          new Download.Label(ARROW, chunk.file(), '"' + chunk.sha256() + '"'),
          download.file(file));
      return;
    }
    ChunkForm text = form.get();
    String part = only == ChunkForm.ALL ? "" : "-replicate-" + only;
    String etag = '"' + chunk.sha256() + part + '-' + text.ending() + '"';
    Download.Text writer = out -> text.write(file.getParent(), manifest, chunk, only, out);
    send(
        exchange,
        new Download.Label(
            text == ChunkForm.CSV ? CSV + "; charset=utf-8" : text.contentType(),
            chunk.chunkId() + part + "." + text.ending(),
            etag),
        Download.text(() -> length(etag, writer), writer));
  }

  private long length(String etag, Download.Text text) throws IOException {
    synchronized (lengths) {
      Long known = lengths.get(etag);
      if (known != null) {
        return known;
      }
    }
    long length = Download.length(text);
    synchronized (lengths) {
      lengths.put(etag, length);
    }
    return length;
  }

  private void send(Exchange exchange, Download.Label label, Download.Body body) {
    bytes.increment(download.send(exchange, label, body));
  }

  private static void reader(Exchange exchange) {
    if (!exchange.caller().hasAny(ToolSpec.READERS)) {
      throw new BridgeException(
          ErrorCode.FORBIDDEN, "population results need one of the roles " + ToolSpec.READERS);
    }
  }

  /** {@code format} in the query goes first, then Accept; the Arrow file when nothing is asked. */
  private static Optional<ChunkForm> wanted(Exchange exchange) {
    String format = exchange.queryParameter("format").orElse("");
    switch (format) {
      case "arrow":
        return Optional.empty();
      case "csv":
        return Optional.of(ChunkForm.CSV);
      case "json":
        return Optional.of(ChunkForm.JSON);
      case "":
        break;
      default:
        throw BridgeException.invalid(
            "format", "format \"" + format + "\"", "allowed are arrow, csv and json");
    }
    String type =
        Accepted.best(
                exchange.header("Accept").orElse(""),
                List.of(ARROW, "application/octet-stream", CSV, JSON))
            .orElseThrow(
                () ->
                    new HttpFault(
                        NOT_ACCEPTABLE,
                        ErrorCode.INVALID_INPUT,
                        "a chunk can be had as " + ARROW + ", " + CSV + " or " + JSON));
    return Arrays.stream(ChunkForm.values()).filter(f -> f.contentType().equals(type)).findFirst();
  }

  /** {@code replicate} in the query; all of them without. */
  private static int replicate(Exchange exchange, Manifest manifest, Optional<ChunkForm> form) {
    String text = exchange.queryParameter("replicate").orElse("");
    if (text.isEmpty()) {
      return ChunkForm.ALL;
    }
    int count = manifest.inputs().replicates();
    if (form.isEmpty()) {
      throw BridgeException.invalid(
          "replicate",
          "replicate \"" + text + "\" of an Arrow file, which is sent as it is stored",
          "ask for csv or json");
    }
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > count) {
      throw BridgeException.invalid(
          "replicate", "replicate \"" + text + "\"", "there are 1 to " + count);
    }
    return number;
  }

  private void note(Exchange exchange, String resultsId, String what) {
    bridge
        .audit()
        .record(
            "population.read",
            () -> {
              ObjectNode event = JsonNodeFactory.instance.objectNode();
              event.put("correlationId", exchange.correlationId());
              event.put("subject", exchange.caller().subject());
              return event.put("resultsId", resultsId).put("part", what);
            });
  }

  private void file(Exchange exchange) {
    reader(exchange);
    String resultsId = exchange.pathParameter("resultsId");
    String name = exchange.pathParameter("name");
    populations.manifest(resultsId);
    Path file = populations.folder(resultsId).resolve(FILES.containsKey(name) ? name : "-");
    if (!Files.exists(file)) {
      throw BridgeException.notFound(
          "name",
          "population results " + resultsId + " have no file \"" + name + "\"",
          "there may be " + FILES.keySet().stream().sorted().toList() + ", the tables at the end");
    }
    note(exchange, resultsId, name);
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      // Files are replaced, never written to: another content is another file.
      String etag =
          '"'
              + Long.toHexString(now.lastModifiedTime().toMillis())
              + '-'
              + now.size()
              + '-'
              + Integer.toHexString(String.valueOf(now.fileKey()).hashCode())
              + '"';
      send(exchange, new Download.Label(FILES.get(name), name, etag), download.file(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
