package dev.perfusion.gate.convert;

import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.stats.Samples;
import dev.perfusion.gate.stats.SeriesStats;

/**
 * A series in the metadata: raw values or ready statistics.
 *
 * @param raw the values; null when only statistics are known
 * @param stats their statistics
 */
public record SeriesInput(Samples raw, SeriesStats stats) {

  /** Reads an array of numbers or a statistics object; null when nothing is here. */
  static SeriesInput read(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    if (!field.isArray()) {
      return new SeriesInput(null, SeriesStats.read(field));
    }
    Samples.Collector collector = new Samples.Collector();
    field.items().forEach(item -> collector.add(item.number(), 1));
    Samples samples = collector.toSamples();
    return new SeriesInput(samples, SeriesStats.of(samples));
  }

  static SeriesStats statsOf(SeriesInput input) {
    return input == null ? null : input.stats();
  }
}
