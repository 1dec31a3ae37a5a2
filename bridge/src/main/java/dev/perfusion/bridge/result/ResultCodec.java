package dev.perfusion.bridge.result;

import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results as bytes: the length of a JSON head, the head, then the numbers as little-endian doubles
 * (times, then each series) or the files. Reading gives what was written to the last bit.
 */
public final class ResultCodec {
  private ResultCodec() {}

  /** The bytes of a result. */
  public static ByteBuffer write(StoredResult result) {
    return result instanceof StoredRun run ? write(run) : write((StoredAnalysis) result);
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
    Results results = run.results();
    ObjectNode head = head(run);
    head.set("recipe", run.recipe().json());
    head.put("simulation", results.simulation());
    head.put("points", results.times().length);
    head.put("runNanos", results.runNanos());
    head.set("statistics", Json.tree(results.statistics()));
    head.set("warnings", Json.tree(results.warnings()));
    ArrayNode series = head.putArray("series");
    for (Results.Series one : results.series()) {
      QuantityInfo q = one.quantity();
      ArrayNode fields = series.addArray();
      fields.add(q.kind().name()).add(q.path()).add(q.fullPath()).add(q.name()).add(q.unit());
      fields.add(q.dimension()).add(q.editable()).add(q.output()).add(one.constant());
    }
    int points = results.times().length;
    ByteBuffer bytes = start(head, (long) Double.BYTES * points * (1 + results.series().size()));
    put(bytes, results.times());
    results.series().forEach(one -> put(bytes, one.values()));
    return bytes.flip();
  }

  private static void put(ByteBuffer bytes, double[] values) {
    bytes.asDoubleBuffer().put(values);
    bytes.position(bytes.position() + Double.BYTES * values.length);
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
    return head.has("type") ? analysis(head, bytes) : run(head, bytes);
  }

  private static StoredRun run(JsonNode head, ByteBuffer bytes) {
    int points = head.path("points").intValue();
    double[] times = doubles(bytes, points);
    List<Results.Series> series = new ArrayList<>();
    for (JsonNode f : head.path("series")) {
      QuantityInfo quantity =
          new QuantityInfo(
              QuantityInfo.Kind.valueOf(f.get(0).stringValue()),
              f.get(1).stringValue(),
              f.get(2).stringValue(),
              f.get(3).stringValue(),
              f.get(4).stringValue(),
              f.get(5).stringValue(),
              f.get(6).booleanValue(),
              f.get(7).booleanValue());
      series.add(new Results.Series(quantity, doubles(bytes, points), f.get(8).booleanValue()));
    }
    return new StoredRun(
        head.path("resultsId").stringValue(),
        head.path("simulationId").stringValue(),
        head.path("backend").stringValue(),
        Instant.parse(head.path("generatedAt").stringValue()),
        RunRecipe.of(head.path("recipe")),
        new Results(
            head.path("simulation").stringValue(),
            times,
            List.copyOf(series),
            Json.mapper().treeToValue(head.path("statistics"), SolverStatistics.class),
            strings(head.path("warnings")),
            head.path("runNanos").longValue()));
  }

  private static double[] doubles(ByteBuffer bytes, int count) {
    double[] values = new double[count];
    bytes.asDoubleBuffer().get(values);
    bytes.position(bytes.position() + Double.BYTES * count);
    return values;
  }

  private static List<String> strings(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(one -> all.add(one.stringValue()));
    return List.copyOf(all);
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
