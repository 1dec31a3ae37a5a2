package dev.perfusion.gate.document;

import dev.perfusion.gate.json.JsonField;

/**
 * Load of the process that did the work.
 *
 * @param cpuAvgPercent mean CPU load, percent of all logical CPUs; null when not known
 * @param cpuMaxPercent largest CPU load of one sampling interval; null when not known
 * @param memoryPeakBytes high-water mark of the resident memory; null when not known
 */
public record Resources(Double cpuAvgPercent, Double cpuMaxPercent, Long memoryPeakBytes) {

  /** Reads the object; null when nothing is here. */
  public static Resources read(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    JsonField memory = field.get("memoryPeakBytes");
    return new Resources(
        field.get("cpuAvgPercent").numberOrNull(),
        field.get("cpuMaxPercent").numberOrNull(),
        memory.isPresent() ? Long.valueOf(memory.wholeNumber(0)) : null);
  }
}
