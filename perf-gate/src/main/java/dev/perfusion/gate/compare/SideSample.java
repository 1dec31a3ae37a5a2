package dev.perfusion.gate.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perfusion.gate.json.JsonField;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One tool path in one process.
 *
 * @param bursts raw latencies of each burst in the order of measuring, see {@link Histograms}
 * @param witness what the process counted meanwhile
 */
public record SideSample(List<String> bursts, Witness witness) {
  static SideSample none() {
    return new SideSample(List.of(), Witness.none());
  }

  static SideSample read(JsonField field) {
    return new SideSample(
        field.get("bursts").items().stream().map(Histograms::read).toList(),
        Witness.read(field.get("witness")));
  }

  SideSample plus(String burst, Witness counted) {
    List<String> all = new ArrayList<>(bursts);
    all.add(burst);
    return new SideSample(List.copyOf(all), witness.plus(counted));
  }

  /** All bursts together. */
  @JsonIgnore
  Histogram pooled() {
    return Histograms.sum(bursts);
  }
}
