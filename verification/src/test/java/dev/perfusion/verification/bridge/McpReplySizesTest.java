package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What a call without further bounds costs in the context of a model, on a model with far more
 * quantities and outputs than fit: characters of the JSON of the result, four to a token.
 */
class McpReplySizesTest {
  private static final int MOST_TOKENS = 10_000;

  @TempDir private static Path folder;

  /** The job and its handle must not be lost because the report is long. */
  @Test
  void aLongReportIsCutAndTheRestCanBeRead() {
    try (RunningServer server = RunningServer.start(RunningServer.settings())) {
      McpWire wire = McpWire.modern(server.port(), "{}");
      wire.call("load_simulation", "{\"filePath\":\"demo\"}");
      String deltas =
          IntStream.rangeClosed(1, 60)
              .mapToObj(i -> Double.toString(i / 100.0))
              .collect(Collectors.joining(","));
      JsonNode answer =
          wire.call(
              "run_sensitivity_analysis",
              "{\"simulationId\":\"demo\",\"waitMs\":300000,\"parameters\":[{\"path\":"
                  + "\"Organism|Weight\",\"deltas\":["
                  + deltas
                  + "]}]}");
      assertThat(answer.path("isError").asBoolean(true)).as(answer.toString()).isFalse();
      assertThat(Json.bytes(answer).length / 4).isLessThanOrEqualTo(MOST_TOKENS);
      JsonNode analysis = answer.path("structuredContent");
      assertThat(analysis.path("cut").stringValue()).contains("get_results", "of 60");
      int scenarios = 0;
      String cursor = "";
      do {
        JsonNode page =
            wire.call(
                "get_results",
                "{\"resultsId\":\""
                    + analysis.path("resultsId").stringValue()
                    + "\""
                    + cursor
                    + "}");
        assertThat(Json.bytes(page).length / 4).isLessThanOrEqualTo(MOST_TOKENS);
        JsonNode content = page.path("structuredContent");
        scenarios += content.path("report").path("scenarios").size();
        cursor =
            content.path("nextCursor").isNull()
                ? null
                : ",\"cursor\":\"" + content.path("nextCursor").stringValue() + "\"";
      } while (cursor != null);
      assertThat(scenarios).isEqualTo(60);
    }
  }

  @Test
  void aRefusalIsShortHoweverLongTheCallWas() {
    try (RunningServer server = RunningServer.start(RunningServer.settings())) {
      McpWire wire = McpWire.modern(server.port(), "{}");
      wire.call("load_simulation", "{\"filePath\":\"demo\"}");
      String start = "{\"simulationId\":\"demo\",";
      for (String[] call :
          new String[][] {
            {"set_parameter_value", start + "\"values\":[" + "5,".repeat(50_000) + "5]}"},
            {"list_parameters", start + "\"" + "x".repeat(40_000) + "\":1,\"limit\":0}"},
            {
              "run_sensitivity_analysis",
              start
                  + "\"parameters\":[{\"path\":\"Organism|Weight\",\"deltas\":[0.1]}],\"metrics\":[\""
                  + "y".repeat(200_000)
                  + "\"]}"
            },
          }) {
        JsonNode answer = wire.call(call[0], call[1]);
        assertThat(answer.path("isError").asBoolean()).as(call[0]).isTrue();
        assertThat(Json.bytes(answer).length / 4).as(call[0]).isLessThanOrEqualTo(MOST_TOKENS);
      }
    }
  }

  @Test
  void noAnswerIsLongerThanTenThousandTokens() throws IOException {
    Path file = WholeBodyModel.ofStates(1000).writeTo(folder.resolve("body.pkml"));
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().modelSearchPaths(folder))) {
      McpWire wire = McpWire.modern(server.port(), "{}");
      String of = "{\"simulationId\":\"body\"";
      Map<String, String> calls = new LinkedHashMap<>();
      calls.put("discover_models", "{}");
      calls.put("load_simulation", "{\"filePath\":\"" + file + "\"}");
      calls.put("describe_simulation", of + "}");
      calls.put("list_parameters", of + "}");
      String path = "Organism|Weight";
      calls.put("get_parameter_value", of + ",\"parameterPath\":\"" + path + "\"}");
      calls.put("set_parameter_value", of + ",\"parameterPath\":\"" + path + "\",\"value\":71}");
      calls.put("snapshot_simulation", of + "}");
      calls.put("restore_simulation", of + "}");
      calls.put(
          "validate_simulation_request", of + ",\"stage\":\"run_simulation\",\"request\":{}}");
      calls.put("run_simulation", of + ",\"runId\":\"r\",\"waitMs\":300000}");
      calls.put("get_job_status", "{\"jobId\":\"JOB\"}");
      calls.put("cancel_job", "{\"jobId\":\"JOB\"}");
      calls.put("get_results", "{\"resultsId\":\"r\"}");
      calls.put("calculate_pk_parameters", "{\"resultsId\":\"r\"}");
      calls.put(
          "run_sensitivity_analysis",
          of
              + ",\"parameters\":[{\"path\":\""
              + path
              + "\",\"deltas\":[0.1,-0.1]}],\"waitMs\":600000}");
      calls.put(
          "run_population_simulation",
          of
              + ",\"cohort\":{\"size\":60},\"parameters\":[{\"path\":\""
              + path
              + "\",\"level\":\"subject\",\"distribution\":\"uniform\",\"min\":60,\"max\":80}],"
              + "\"waitMs\":600000}");
      calls.put("get_population_results", "{\"resultsId\":\"POP\"}");
      calls.put("unload_simulation", of + "}");
      String job = "";
      String population = "";
      Map<String, Integer> tokens = new LinkedHashMap<>();
      for (Map.Entry<String, String> call : calls.entrySet()) {
        JsonNode result =
            wire.call(
                call.getKey(), call.getValue().replace("JOB", job).replace("POP", population));
        assertThat(result.path("isError").asBoolean(true))
            .as("%s: %s", call.getKey(), result)
            .isFalse();
        tokens.put(call.getKey(), Json.bytes(result).length / 4);
        if (call.getKey().equals("run_population_simulation")) {
          population = result.path("structuredContent").path("resultsId").stringValue();
        }
        if (call.getKey().equals("get_population_results")) {
          String chunk = result.path("content").get(1).path("uri").stringValue();
          JsonNode table = wire.result("resources/read", "{\"uri\":\"" + chunk + "\"}");
          tokens.put("chunk", Json.bytes(table).length / 4);
        }
        if (call.getKey().equals("run_simulation")) {
          job = result.path("structuredContent").path("jobId").stringValue();
          JsonNode table = wire.result("resources/read", "{\"uri\":\"perfusion://results/r\"}");
          tokens.put("resource", Json.bytes(table).length / 4);
        }
      }
      assertThat(tokens)
          .allSatisfy((tool, cost) -> assertThat(cost).as(tool).isLessThanOrEqualTo(MOST_TOKENS));
      Set<String> untested = new TreeSet<>();
      for (ToolEntry<?, ?> entry : server.bridge().calls().catalogue().all()) {
        if (!calls.containsKey(entry.spec().name())) {
          untested.add(entry.spec().name());
        }
      }
      assertThat(untested).as("tools without a call above").isEmpty();
    }
  }
}
