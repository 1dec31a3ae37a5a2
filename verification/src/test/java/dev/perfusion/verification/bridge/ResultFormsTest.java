package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.io.ResultsCsv;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The same result as JSON, CSV and Arrow, and how a run is answered. */
class ResultFormsTest {
  private static RunningServer server;
  private static String resultsId;
  private static Results expected;

  @BeforeAll
  static void start() {
    server = RunningServer.start(RunningServer.settings());
    server.loadDemo("forms");
    Answer run =
        server.post(
            "/run_simulation",
            "{\"simulationId\":\"forms\",\"waitMs\":30000}",
            RunningServer.CONFIRMED);
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    resultsId = run.json().path("resultsId").stringValue();
    expected = ((StoredRun) server.bridge().results().get(resultsId)).results();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String body() {
    return "{\"resultsId\":\"" + resultsId + "\"}";
  }

  @Test
  void csvHasEveryDigit() {
    Answer csv = server.post("/get_results", body(), Map.of("Accept", "text/csv"));
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    ResultsCsv.Table table = ResultsCsv.read("answer", new StringReader(csv.text()));
    assertThat(table.times()).isEqualTo(expected.times());
    assertThat(table.paths())
        .isEqualTo(expected.series().stream().map(s -> s.quantity().fullPath()).toList());
    for (int i = 0; i < table.columns().length; i++) {
      assertThat(table.columns()[i]).isEqualTo(expected.series().get(i).values());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv;q=0.1, application/json | application/json",
        "text/csv, application/json | text/csv",
        "text/csv;q=0, */* | application/json",
        "text/csv;q=0.5, application/vnd.apache.arrow.stream;q=0.6 | application/vnd.apache.arrow.stream",
        "*/* | application/json",
      })
  void theFormOfTheGreatestWeightIsSent(String accept, String type) {
    assertThat(server.post("/get_results", body(), Map.of("Accept", accept)).header("Content-Type"))
        .startsWith(type);
  }

  @Test
  void arrowIsReadByArrowItself() throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/results/" + resultsId))
                    .header("Accept", "application/vnd.apache.arrow.stream")
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (RootAllocator memory = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(answer.body()), memory)) {
      var root = reader.getVectorSchemaRoot();
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(column(root.getVector(0))).isEqualTo(expected.times());
      assertThat(root.getSchema().getFields()).hasSize(1 + expected.series().size());
      for (int i = 0; i < expected.series().size(); i++) {
        Results.Series series = expected.series().get(i);
        var field = root.getSchema().getFields().get(i + 1);
        assertThat(field.getName()).isEqualTo(series.quantity().path());
        assertThat(field.getMetadata()).containsEntry("unit", series.quantity().unit());
        assertThat(column(root.getVector(i + 1))).isEqualTo(series.values());
      }
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  private static double[] column(org.apache.arrow.vector.FieldVector vector) {
    double[] values = new double[vector.getValueCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Float8Vector) vector).get(i);
    }
    return values;
  }

  @Test
  void anAddressTakesTheSameSelection() throws IOException {
    String plasma = URLEncoder.encode(DemoModel.PLASMA, StandardCharsets.UTF_8);
    String address = "/results/" + resultsId + "?paths=" + plasma + "&from=60&to=120";
    Answer csv = server.get(address + "&format=csv", Map.of());
    ResultsCsv.Table table = ResultsCsv.read("answer", new StringReader(csv.text()));
    assertThat(table.columns()).hasNumberOfRows(1);
    assertThat(table.times()).isNotEmpty();
    List<Double> times = new ArrayList<>();
    JsonNode points = server.get(address, Map.of()).json().path("series").get(0).path("values");
    points.forEach(point -> times.add(point.path("time").doubleValue()));
    assertThat(table.times())
        .containsExactly(times.stream().mapToDouble(Double::doubleValue).toArray());
    assertThat(server.get(address + "&format=xls", Map.of()).status()).isEqualTo(400);
    assertThat(server.get("/results/none?format=csv", Map.of()).status()).isEqualTo(404);
    assertThat(server.get("/results/" + resultsId + "/artefacts/x", Map.of()).status())
        .isEqualTo(404);
  }

  @Test
  void pagesOverRestNameWhatIsMissing() {
    Answer page =
        server.post(
            "/get_results", "{\"resultsId\":\"" + resultsId + "\",\"maxBytes\":5000}", Map.of());
    assertThat(page.text().length()).isLessThanOrEqualTo(5000);
    assertThat(page.json().path("cut").stringValue()).contains("nextCursor");
  }

  @Test
  void aRunIsAcceptedUnlessTheCallerWaitsForIt() {
    Answer rest =
        server.post("/run_simulation", "{\"simulationId\":\"forms\"}", RunningServer.CONFIRMED);
    assertThat(rest.status()).isEqualTo(202);
    assertThat(rest.json().has("estimatedDurationSeconds")).isTrue();
    String call =
        "{\"tool\":\"run_simulation\",\"critical\":true,\"arguments\":{\"simulationId\":\"forms\"%s}}";
    Answer named = server.post("/mcp/call_tool", call.formatted(""), RunningServer.CONFIRMED);
    assertThat(named.status()).isEqualTo(202);
    assertThat(named.json().path("structuredContent").path("jobId").isString()).isTrue();
    Answer waited =
        server.post("/mcp/call_tool", call.formatted(",\"waitMs\":30000"), RunningServer.CONFIRMED);
    assertThat(waited.status()).isEqualTo(200);
    JsonNode inline = waited.json().path("structuredContent");
    assertThat(inline.path("status").stringValue()).isEqualTo("succeeded");
    assertThat(inline.path("resultsId").isString()).isTrue();
    assertThat(inline.path("summary").size()).isEqualTo(expected.series().size());
  }
}
