package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Chunks over HTTP: whole, in parts, conditionally, in all forms, damaged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PopulationDownloadTest {
  private static final List<Manifest.Output> OUTPUTS =
      List.of(new Manifest.Output("A|b", "A|b", "µmol/l", "", "observer"));
  private static final int POINTS = 1000;
  private static final String CHUNKS = "/population_results/pop-1/chunks/";

  @TempDir private static Path root;
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningServer server;
  private Path folder;
  private Manifest manifest;

  @BeforeAll
  void start() throws IOException {
    folder = root.resolve("pop-1");
    manifest = population(folder);
    server =
        RunningServer.start(
            RunningServer.settings().populationDirectory(root).populationRetentionSeconds(0));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Four chunks of ten runs. */
  private static Manifest population(Path folder) throws IOException {
    double[] times = new double[POINTS];
    Arrays.setAll(times, t -> t / 2.0);
    Store store = new Store(folder);
    ChunkTable table = new ChunkTable(times, OUTPUTS);
    List<Manifest.Chunk> chunks = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      table.start(10, 10);
      for (int i = 0; i < 10; i++) {
        table.individual(10 * c + i);
        table.run(1);
        for (int t = 0; t < POINTS; t++) {
          table.columns()[0][table.offset() + t] = Math.sin(10 * c + i + t / 3.0);
        }
      }
      chunks.add(table.write(store, c, 10, 1, List.of()));
    }
    Manifest manifest =
        new Manifest(
                Manifest.FORMAT,
                Manifest.State.RUNNING,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                new Manifest.Inputs(
                    "m",
                    "0",
                    "m",
                    Map.of(),
                    "csv",
                    "0",
                    "csv",
                    0,
                    1,
                    List.of("A|b"),
                    10,
                    1e-9,
                    1e-6,
                    "bdf"),
                "0",
                40,
                List.of(),
                List.of(),
                Manifest.Notes.NONE,
                new Manifest.Times("min", POINTS, 0, times[POINTS - 1]),
                OUTPUTS,
                new Manifest.Progress(0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                null)
            .with(Manifest.State.SUCCEEDED, "2026-01-01T00:00:01Z", chunks, null);
    store.write(manifest);
    return manifest;
  }

  private HttpResponse<byte[]> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static JsonNode error(HttpResponse<byte[]> response) {
    return Json.mapper().readTree(response.body()).path("error");
  }

  @Test
  void aChunkIsItsFile() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("chunk-00001.arrow"));
    HttpResponse<byte[]> got = get(CHUNKS + "chunk-00001");
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(file);
    assertThat(header(got, "Content-Type")).isEqualTo("application/vnd.apache.arrow.file");
    assertThat(header(got, "Content-Length")).isEqualTo(Integer.toString(file.length));
    assertThat(header(got, "ETag")).isEqualTo('"' + manifest.chunks().get(1).sha256() + '"');
    assertThat(header(got, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(got, "Vary")).isEqualTo("Accept");
    assertThat(header(got, "Content-Disposition"))
        .isEqualTo("attachment; filename=\"chunk-00001.arrow\"");
    HttpResponse<byte[]> head = send("HEAD", CHUNKS + "chunk-00001");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(file.length));
    assertThat(header(head, "ETag")).isEqualTo(header(got, "ETag"));
  }

  @Test
  void textFormsAreWholeAndInParts() {
    for (String type : List.of("text/csv", "application/json")) {
      HttpResponse<byte[]> got = get(CHUNKS + "chunk-00002", "Accept", type);
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(header(got, "Content-Type")).startsWith(type);
      assertThat(header(got, "Content-Length")).isEqualTo(Integer.toString(got.body().length));
      assertThat(header(send("HEAD", CHUNKS + "chunk-00002", "Accept", type), "Content-Length"))
          .isEqualTo(Integer.toString(got.body().length));
      HttpResponse<byte[]> part =
          get(CHUNKS + "chunk-00002", "Accept", type, "Range", "bytes=70000-139999");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(got.body(), 70_000, 140_000));
      assertThat(header(part, "ETag"))
          .isEqualTo(header(got, "ETag"))
          .isNotEqualTo(header(get(CHUNKS + "chunk-00002"), "ETag"));
    }
    byte[] csv = get(CHUNKS + "chunk-00002?format=csv").body();
    List<String> lines = new String(csv, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + 10 * POINTS);
    assertThat(lines.get(0)).isEqualTo("IndividualId,Time [min],A|b [µmol/l]");
    assertThat(lines.get(POINTS + 2)).isEqualTo("21,0.5," + Math.sin(21 + 1 / 3.0));
    JsonNode json = Json.mapper().readTree(get(CHUNKS + "chunk-00002?format=json").body());
    assertThat(json.path("series").get(1).path("values").get(0).get(1).doubleValue())
        .isEqualTo(Math.sin(21 + 1 / 3.0));
  }

  @Test
  void oneReplicateCanBeAskedFor() {
    HttpResponse<byte[]> all = get(CHUNKS + "chunk-00002?format=csv");
    HttpResponse<byte[]> one = get(CHUNKS + "chunk-00002?format=csv&replicate=1");
    assertThat(one.statusCode()).isEqualTo(200);
    assertThat(one.body()).isEqualTo(all.body());
    assertThat(header(one, "ETag")).isNotEqualTo(header(all, "ETag"));
    assertThat(header(one, "Content-Disposition")).contains("chunk-00002-replicate-1.csv");
    for (String query :
        List.of(
            "format=csv&replicate=2",
            "format=json&replicate=0",
            "format=csv&replicate=x",
            "replicate=1")) {
      HttpResponse<byte[]> wrong = get(CHUNKS + "chunk-00002?" + query);
      assertThat(wrong.statusCode()).as(query).isEqualTo(400);
      assertThat(error(wrong).path("details").get(0).path("field").stringValue())
          .isEqualTo("replicate");
    }
  }

  @Test
  void parts() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("chunk-00000.arrow"));
    int n = file.length;
    record Case(String range, int from, int to) {}
    for (Case one :
        List.of(
            new Case("bytes=0-0", 0, 1),
            new Case("bytes=100-199", 100, 200),
            new Case("bytes=" + (n - 1) + "-", n - 1, n),
            new Case("bytes=-10", n - 10, n),
            new Case("bytes=-" + 10L * n, 0, n),
            new Case("bytes=5-99999999999", 5, n))) {
      HttpResponse<byte[]> got = get(CHUNKS + "chunk-00000", "Range", one.range());
      assertThat(got.statusCode()).as(one.range()).isEqualTo(206);
      assertThat(got.body()).isEqualTo(Arrays.copyOfRange(file, one.from(), one.to()));
      assertThat(header(got, "Content-Range"))
          .isEqualTo("bytes " + one.from() + "-" + (one.to() - 1) + "/" + n);
      assertThat(header(got, "Content-Length")).isEqualTo(Integer.toString(one.to() - one.from()));
    }
    for (String range : List.of("bytes=" + n + "-", "bytes=-0")) {
      HttpResponse<byte[]> got = get(CHUNKS + "chunk-00000", "Range", range);
      assertThat(got.statusCode()).as(range).isEqualTo(416);
      assertThat(header(got, "Content-Range")).isEqualTo("bytes */" + n);
      assertThat(error(got).path("message").stringValue()).contains(Integer.toString(n));
    }
    for (String range :
        List.of("bytes=0-1,5-6", "lines=1-2", "bytes=9-3", "bytes=-", "bytes=a-b")) {
      HttpResponse<byte[]> got = get(CHUNKS + "chunk-00000", "Range", range);
      assertThat(got.statusCode()).as(range).isEqualTo(200);
      assertThat(got.body()).isEqualTo(file);
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int from = 0; from < n; from += 30_000) {
      joined.write(
          get(CHUNKS + "chunk-00000", "Range", "bytes=" + from + "-" + (from + 29_999)).body());
    }
    assertThat(joined.toByteArray()).isEqualTo(file);
  }

  @Test
  void conditions() {
    String etag = header(get(CHUNKS + "chunk-00000"), "ETag");
    for (String known : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
      HttpResponse<byte[]> got = get(CHUNKS + "chunk-00000", "If-None-Match", known);
      assertThat(got.statusCode()).as(known).isEqualTo(304);
      assertThat(got.body()).isEmpty();
      assertThat(header(got, "ETag")).isEqualTo(etag);
    }
    assertThat(get(CHUNKS + "chunk-00000", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertThat(get(CHUNKS + "chunk-00000", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    assertThat(get(CHUNKS + "chunk-00000", "If-Match", etag).statusCode()).isEqualTo(200);
    assertThat(get(CHUNKS + "chunk-00000", "If-Match", "W/" + etag).statusCode()).isEqualTo(412);
    assertThat(get(CHUNKS + "chunk-00000", "Range", "bytes=0-9", "If-Range", etag).statusCode())
        .isEqualTo(206);
    assertThat(get(CHUNKS + "chunk-00000", "Range", "bytes=0-9", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatIsAccepted() {
    String arrow = "application/vnd.apache.arrow.file";
    for (Map.Entry<String, String> one :
        Map.of(
                "*/*", arrow,
                "application/*;q=0.5, text/html", arrow,
                "application/octet-stream", arrow,
                "text/csv;q=0.9, application/json;q=0.8", "text/csv;charset=utf-8",
                "text/csv;q=0.1, application/json", "application/json",
                "text/html, */*;q=0.8", arrow)
            .entrySet()) {
      HttpResponse<byte[]> got = send("HEAD", CHUNKS + "chunk-00000", "Accept", one.getKey());
      assertThat(header(got, "Content-Type").replace(" ", ""))
          .as(one.getKey())
          .isEqualTo(one.getValue());
    }
    assertThat(get(CHUNKS + "chunk-00000", "Accept", "image/png").statusCode()).isEqualTo(406);
    assertThat(get(CHUNKS + "chunk-00000?format=xls").statusCode()).isEqualTo(400);
  }

  @Test
  void damagedAndMissingChunksAreToldAndOthersAreServed() throws IOException {
    Path other = root.resolve("pop-2");
    Manifest of = population(other);
    String chunks = "/population_results/pop-2/chunks/";
    assertThat(get(chunks + "chunk-00000").statusCode()).isEqualTo(200);
    Path first = other.resolve(of.chunks().get(0).file());
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length / 2] ^= 1;
    Files.write(first, bytes);
    Files.delete(other.resolve(of.chunks().get(1).file()));
    for (String form : List.of("arrow", "csv", "json")) {
      HttpResponse<byte[]> damaged = get(chunks + "chunk-00000?format=" + form);
      assertThat(damaged.statusCode()).isEqualTo(500);
      assertThat(error(damaged).path("message").stringValue())
          .contains("chunk-00000 is damaged")
          .contains("other chunks are not affected");
      HttpResponse<byte[]> missing = get(chunks + "chunk-00001?format=" + form);
      assertThat(missing.statusCode()).isEqualTo(404);
      assertThat(error(missing).path("message").stringValue()).contains("chunk-00001 is missing");
      assertThat(get(chunks + "chunk-00002?format=" + form).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void namesThatAreNotThere() {
    HttpResponse<byte[]> none = get(CHUNKS + "chunk-00009");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(error(none).path("details").get(0).path("field").stringValue()).isEqualTo("chunkId");
    assertThat(get("/population_results/nobody/chunks/chunk-00000").statusCode()).isEqualTo(404);
    assertThat(get("/population_results/a%20b/chunks/chunk-00000").statusCode()).isEqualTo(400);
    assertThat(get("/population_results/..%2Fpop-1/chunks/chunk-00000").statusCode())
        .isGreaterThanOrEqualTo(400);
    assertThat(get("/population_results/pop-1/files/..%2Fmanifest.json").statusCode())
        .isGreaterThanOrEqualTo(400);
    assertThat(get("/population_results/pop-1/files/pk.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void filesOfTheFolder() throws IOException {
    HttpResponse<byte[]> got = get("/population_results/pop-1/files/manifest.json");
    assertThat(got.body()).isEqualTo(Files.readAllBytes(folder.resolve("manifest.json")));
    assertThat(header(got, "Content-Type")).isEqualTo("application/json");
    assertThat(
            get(
                    "/population_results/pop-1/files/manifest.json",
                    "If-None-Match",
                    header(got, "ETag"))
                .statusCode())
        .isEqualTo(304);
  }
}
