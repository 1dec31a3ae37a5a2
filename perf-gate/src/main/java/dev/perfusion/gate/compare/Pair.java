package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.JsonField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One set of fresh processes, at least {@code base}, {@code head} and {@code control} (the binary
 * of the base once more), measured in short bursts.
 *
 * @param seed decides the order of the bursts
 * @param startedAt ISO 8601, UTC
 * @param seconds wall time of the whole pair, starts and warm-up included
 * @param paths samples by path and side
 */
public record Pair(
    long seed, String startedAt, double seconds, Map<String, Map<String, SideSample>> paths) {
  /** The reference. */
  public static final String BASE = "base";

  /** What is compared with it. */
  public static final String HEAD = "head";

  /** The reference once more. */
  public static final String CONTROL = "control";

  /** Reads a stored pair. */
  public static Pair read(JsonField field) {
    Map<String, Map<String, SideSample>> paths = new LinkedHashMap<>();
    field
        .get("paths")
        .members()
        .forEach(
            (path, sides) -> {
              Map<String, SideSample> samples = new TreeMap<>();
              sides.members().forEach((side, s) -> samples.put(side, SideSample.read(s)));
              paths.put(path, samples);
            });
    return new Pair(
        field.get("seed").wholeNumber(Long.MIN_VALUE),
        field.get("startedAt").text(),
        field.get("seconds").number(),
        paths);
  }

  /** The part of the pair that is about one path. */
  public Pair only(String path) {
    return new Pair(seed, startedAt, seconds, Map.of(path, paths.get(path)));
  }

  /** The samples of a side; fails when there are none. */
  SideSample sample(String path, String side) {
    SideSample sample = paths.getOrDefault(path, Map.of()).get(side);
    if (sample == null || sample.bursts().isEmpty()) {
      throw new IllegalArgumentException(
          "the pair of " + startedAt + " has no samples of " + path + " on side " + side);
    }
    return sample;
  }
}
