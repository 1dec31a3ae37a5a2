package dev.perfusion.bridge.result;

import dev.perfusion.bridge.adapter.ResultsBytes;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results as bytes: the length of a JSON head, the head, then the names of the series and the
 * numbers as little-endian doubles (times, then each series), or the files. Reading gives what was
 * written to the last bit.
 */
public final class ResultCodec {
  private ResultCodec() {}

  /** The bytes of a result. */
  public static ByteBuffer write(StoredResult result) {
    if (result instanceof StoredRun run) {
      return write(run);
    }
    return result instanceof StoredAnalysis analysis
        ? write(analysis)
        : start(head(result).put("type", StoredPopulation.TYPE), 0).flip();
  }

  private static ObjectNode head(StoredResult result) {
    ObjectNode head = Json.mapper().createObjectNode();
    head.put("resultsId", result.resultsId());
    head.put("simulationId", result.simulationId());
    head.put("backend", result.backend());
    head.put("generatedAt", result.generatedAt().toString());
    return head;
  }

  private static ByteBuffer write(StoredRun run) {
    ObjectNode head = head(run);
    head.set("recipe", run.recipe().json());
    ResultsBytes results = new ResultsBytes(run.results());
    results.head(head);
    ByteBuffer bytes = start(head, results.size());
    results.tail(bytes);
    return bytes.flip();
  }

  private static ByteBuffer write(StoredAnalysis analysis) {
    ObjectNode head = head(analysis);
    head.put("type", analysis.type());
    head.set("report", analysis.report());
    ArrayNode files = head.putArray("artefacts");
    long size = 0;
    for (StoredAnalysis.Artefact one : analysis.artefacts()) {
      files.addArray().add(one.name()).add(one.contentType()).add(one.content().length);
      size += one.content().length;
    }
    ByteBuffer bytes = start(head, size);
    analysis.artefacts().forEach(one -> bytes.put(one.content()));
    return bytes.flip();
  }

  private static ByteBuffer start(ObjectNode head, long size) {
    byte[] json = Json.bytes(head);
    int all = Math.toIntExact(Integer.BYTES + json.length + size);
    return ByteBuffer.allocate(all).order(ByteOrder.LITTLE_ENDIAN).putInt(json.length).put(json);
  }

  /** The result of such bytes. */
  public static StoredResult read(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[bytes.getInt()];
    bytes.get(json);
    JsonNode head = Json.mapper().readTree(json);
    return switch (head.path("type").asString("")) {
      case "" -> run(head, bytes);
      case StoredPopulation.TYPE ->
          new StoredPopulation(
              head.path("resultsId").stringValue(),
              head.path("simulationId").stringValue(),
              head.path("backend").stringValue(),
              Instant.parse(head.path("generatedAt").stringValue()));
      default -> analysis(head, bytes);
    };
  }

  private static StoredRun run(JsonNode head, ByteBuffer bytes) {
    return new StoredRun(
        head.path("resultsId").stringValue(),
        head.path("simulationId").stringValue(),
        head.path("backend").stringValue(),
        Instant.parse(head.path("generatedAt").stringValue()),
        RunRecipe.of(head.path("recipe")),
        ResultsBytes.read(head, bytes));
  }

  private static StoredAnalysis analysis(JsonNode head, ByteBuffer bytes) {
    List<StoredAnalysis.Artefact> files = new ArrayList<>();
    for (JsonNode f : head.path("artefacts")) {
      byte[] content = new byte[f.get(2).intValue()];
      bytes.get(content);
      files.add(
          new StoredAnalysis.Artefact(f.get(0).stringValue(), f.get(1).stringValue(), content));
    }
    return new StoredAnalysis(
        head.path("resultsId").stringValue(),
        head.path("simulationId").stringValue(),
        head.path("backend").stringValue(),
        Instant.parse(head.path("generatedAt").stringValue()),
        head.path("type").stringValue(),
        head.path("report"),
        files);
  }
}
