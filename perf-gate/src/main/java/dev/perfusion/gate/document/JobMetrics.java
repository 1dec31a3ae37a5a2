package dev.perfusion.gate.document;

import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job registry recorded; a series is null when it was not recorded.
 *
 * @param queueWaitSeconds submission to start
 * @param runtimeSeconds start to end
 * @param pollCount status calls until a job ended
 * @param statuses jobs by final status
 */
public record JobMetrics(
    SeriesStats queueWaitSeconds,
    SeriesStats runtimeSeconds,
    SeriesStats pollCount,
    Map<String, Long> statuses) {

  /** Reads the object of a stored document; null when nothing is here. */
  static JobMetrics read(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    Map<String, Long> statuses = new TreeMap<>();
    for (var status : field.get("statuses").members().entrySet()) {
      statuses.put(status.getKey(), status.getValue().wholeNumber(0));
    }
    return new JobMetrics(
        series(field.get("queueWaitSeconds")),
        series(field.get("runtimeSeconds")),
        series(field.get("pollCount")),
        statuses);
  }

  private static SeriesStats series(JsonField field) {
    return field.isPresent() ? SeriesStats.read(field) : null;
  }
}
