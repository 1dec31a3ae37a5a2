package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.solver.SolverStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results of a run as a JSON head and a tail of bytes: the names of the series, then the numbers as
 * little-endian doubles (times, then each series). Reading gives what was written to the last bit.
 */
public final class ResultsBytes {
  /** Kind, editable, output, constant: a byte each. */
  private static final int FLAGS = 4;

  /** Path, full path, name, unit, dimension. */
  private static final int TEXTS = 5;

  private final Results results;
  private final List<byte[]> names = new ArrayList<>();
  private final long size;

  /** The bytes of results. */
  public ResultsBytes(Results results) {
    this.results = results;
    long bytes = (long) Double.BYTES * results.times().length * (1 + results.series().size());
    for (Results.Series one : results.series()) {
      QuantityInfo q = one.quantity();
      bytes += FLAGS;
      for (String text : new String[] {q.path(), q.fullPath(), q.name(), q.unit(), q.dimension()}) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        names.add(name);
        bytes += Integer.BYTES + name.length;
      }
    }
    size = bytes;
  }

  /** Adds what the tail needs to be read, and all that is no series. */
  public void head(ObjectNode head) {
    head.put("simulation", results.simulation());
    head.put("points", results.times().length);
    head.put("runNanos", results.runNanos());
    head.set("statistics", Json.tree(results.statistics()));
    head.set("warnings", Json.tree(results.warnings()));
    head.put("series", results.series().size());
  }

  /** Bytes of the tail. */
  public long size() {
    return size;
  }

  /** Writes the tail into a little-endian buffer with room for it. */
  public void tail(ByteBuffer bytes) {
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
  }

  private static void put(ByteBuffer bytes, double[] values) {
    bytes.asDoubleBuffer().put(values);
    bytes.position(bytes.position() + Double.BYTES * values.length);
  }

  /** Head and tail in one piece, for {@link #read(ByteBuffer)}. */
  public ByteBuffer all() {
    ObjectNode node = Json.mapper().createObjectNode();
    head(node);
    byte[] json = Json.bytes(node);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(Integer.BYTES + json.length + size))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(json.length)
            .put(json);
    tail(bytes);
    return bytes.flip();
  }

  /** The results of {@link #all()}. */
  public static Results read(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[bytes.getInt()];
    bytes.get(json);
    return read(Json.mapper().readTree(json), bytes);
  }

  /** The results of a head and a tail. */
  public static Results read(JsonNode head, ByteBuffer tail) {
    int points = head.path("points").intValue();
    int count = head.path("series").intValue();
    List<QuantityInfo> quantities = new ArrayList<>(count);
    boolean[] constant = new boolean[count];
    for (int i = 0; i < count; i++) {
      QuantityInfo.Kind kind = QuantityInfo.Kind.values()[tail.get()];
      boolean editable = tail.get() != 0;
      boolean output = tail.get() != 0;
      constant[i] = tail.get() != 0;
      quantities.add(
          new QuantityInfo(
              kind, text(tail), text(tail), text(tail), text(tail), text(tail), editable, output));
    }
    double[] times = doubles(tail, points);
    List<Results.Series> series = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      series.add(new Results.Series(quantities.get(i), doubles(tail, points), constant[i]));
    }
    List<String> warnings = new ArrayList<>();
    head.path("warnings").forEach(one -> warnings.add(one.stringValue()));
    return new Results(
        head.path("simulation").stringValue(),
        times,
        List.copyOf(series),
        Json.mapper().treeToValue(head.path("statistics"), SolverStatistics.class),
        List.copyOf(warnings),
        head.path("runNanos").longValue());
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
}
