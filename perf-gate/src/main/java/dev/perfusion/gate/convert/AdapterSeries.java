package dev.perfusion.gate.convert;

import dev.perfusion.gate.document.AdapterTimings;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The bridge's own timings as the metadata gives them, in ms; a part is null when not given.
 *
 * @param queueWaitMs submission to start
 * @param executionMs start to end
 * @param serialisationMs writing the result
 */
public record AdapterSeries(
    SeriesInput queueWaitMs, SeriesInput executionMs, SeriesInput serialisationMs) {

  static AdapterSeries read(JsonField field) {
    return field.isPresent()
        ? new AdapterSeries(
            SeriesInput.read(field.get("queueWaitMs")),
            SeriesInput.read(field.get("executionMs")),
            SeriesInput.read(field.get("serialisationMs")))
        : null;
  }

  AdapterTimings toTimings() {
    return new AdapterTimings(
        SeriesInput.statsOf(queueWaitMs),
        SeriesInput.statsOf(executionMs),
        SeriesInput.statsOf(serialisationMs));
  }

  /** Statistics over the raw values of all entries; null when no entry has raw values. */
  static AdapterTimings pooled(List<AdapterSeries> all) {
    AdapterTimings timings =
        new AdapterTimings(
            pooled(all, AdapterSeries::queueWaitMs),
            pooled(all, AdapterSeries::executionMs),
            pooled(all, AdapterSeries::serialisationMs));
    return timings.equals(new AdapterTimings(null, null, null)) ? null : timings;
  }

  private static SeriesStats pooled(
      List<AdapterSeries> all, Function<AdapterSeries, SeriesInput> part) {
    List<Samples> raw =
        all.stream()
            .map(part)
            .filter(Objects::nonNull)
            .map(SeriesInput::raw)
            .filter(Objects::nonNull)
            .toList();
    return raw.isEmpty() ? null : SeriesStats.of(Samples.pooled(raw));
  }
}
