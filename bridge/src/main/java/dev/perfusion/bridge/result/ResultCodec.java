package dev.perfusion.bridge.result;

import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
  /** Kind, editable, output, constant: a byte each. */
  private static final int FLAGS = 4;

  /** Path, full path, name, unit, dimension. */
  private static final int TEXTS = 5;

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
    Results results = run.results();
    ObjectNode head = head(run);
    head.set("recipe", run.recipe().json());
    head.put("simulation", results.simulation());
    head.put("points", results.times().length);
    head.put("runNanos", results.runNanos());
    head.set("statistics", Json.tree(results.statistics()));
    head.set("warnings", Json.tree(results.warnings()));
    head.put("series", results.series().size());
    List<byte[]> names = new ArrayList<>();
    long size = (long) Double.BYTES * results.times().length * (1 + results.series().size());
    for (Results.Series one : results.series()) {
      QuantityInfo q = one.quantity();
      size += FLAGS;
      for (String text : new String[] {q.path(), q.fullPath(), q.name(), q.unit(), q.dimension()}) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        names.add(bytes);
        size += Integer.BYTES + bytes.length;
      }
    }
    ByteBuffer bytes = start(head, size);
    for (int i = 0; i < results.series().size(); i++) {
      Results.Series one = results.series().get(i);
      bytes.put((byte) one.quantity().kind().ordinal());
      bytes.put((byte) (one.quantity().editable() ? 1 : 0));
      bytes.put((byte) (one.quantity().output() ? 1 : 0));
      bytes.put((byte) (one.constant() ? 1 : 0));
      for (byte[] name : names.subList(TEXTS * i, TEXTS * (i + 1))) {
        bytes.putInt(name.length).put(name);
      }
    }
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
    int points = head.path("points").intValue();
    int count = head.path("series").intValue();
    List<QuantityInfo> quantities = new ArrayList<>(count);
    boolean[] constant = new boolean[count];
    for (int i = 0; i < count; i++) {
      QuantityInfo.Kind kind = QuantityInfo.Kind.values()[bytes.get()];
      boolean editable = bytes.get() != 0;
      boolean output = bytes.get() != 0;
      constant[i] = bytes.get() != 0;
      quantities.add(
          new QuantityInfo(
              kind,
              text(bytes),
              text(bytes),
              text(bytes),
              text(bytes),
              text(bytes),
              editable,
              output));
    }
    double[] times = doubles(bytes, points);
    List<Results.Series> series = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      series.add(new Results.Series(quantities.get(i), doubles(bytes, points), constant[i]));
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

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
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
