package dev.perfusion.gate.document;

import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.SeriesStats;

/**
 * Where the time of a call went, as the bridge itself recorded it; a part is null when not known.
 *
 * @param queueWaitMs submission to start of the job
 * @param executionMs start to end of the job
 * @param serialisationMs writing the result
 */
public record AdapterTimings(
    SeriesStats queueWaitMs, SeriesStats executionMs, SeriesStats serialisationMs) {

  /** Reads the object; null when nothing is here. */
  public static AdapterTimings read(JsonField field) {
    return field.isPresent()
        ? new AdapterTimings(
            series(field.get("queueWaitMs")),
            series(field.get("executionMs")),
            series(field.get("serialisationMs")))
        : null;
  }

  private static SeriesStats series(JsonField field) {
    return field.isPresent() ? SeriesStats.read(field) : null;
  }
}
