package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.path.PopulationView;
import dev.perfusion.benchmarks.path.Span;
import dev.perfusion.benchmarks.record.Transfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What callers read of population chunks, and when. Their rates must not be added up: while one
 * downloads, another may wait for the answer of the tool. So the bytes of all count over the time
 * in which at least one of them was reading.
 */
final class Readings {
  private final List<Span> spans = new ArrayList<>();
  private long bytes;

  void add(PopulationView population) {
    bytes += population.bytes();
    spans.addAll(population.reading());
  }

  void clear() {
    bytes = 0;
    spans.clear();
  }

  /** What several callers read together; null when it is nothing. */
  static Transfer together(List<Readings> callers) {
    long bytes = callers.stream().mapToLong(caller -> caller.bytes).sum();
    List<Span> all =
        callers.stream()
            .flatMap(caller -> caller.spans.stream())
            .sorted(Comparator.comparingLong(Span::beginNanos))
            .toList();
    if (bytes == 0) {
      return null;
    }
    long nanos = 0;
    long covered = all.get(0).beginNanos();
    for (Span span : all) {
      if (span.endNanos() - covered > 0) {
        nanos += span.endNanos() - Math.max(span.beginNanos(), covered);
        covered = span.endNanos();
      }
    }
    return new Transfer(bytes, nanos);
  }
}
