package dev.perfusion.gate.report;

import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.stats.Samples;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The raw histogram of a step.
 *
 * @param all samples of all forks in ms
 * @param forks the same by fork, those without samples left out
 */
record Distribution(Samples all, List<Samples> forks) {

  /**
   * Reads the histogram of a step; samples of 0 ms, which a logarithm cannot show, are left out.
   */
  static Distribution of(Step step) {
    List<Samples> forks = new ArrayList<>();
    if (step.histogram() != null) {
      for (JsonNode fork : step.histogram()) {
        Samples.Collector collector = new Samples.Collector();
        for (JsonNode bin : fork) {
          if (bin.get(0).doubleValue() > 0) {
            collector.add(bin.get(0).doubleValue(), bin.get(1).longValue());
          }
        }
        Samples samples = collector.toSamples();
        if (samples.count() > 0) {
          forks.add(samples);
        }
      }
    }
    return new Distribution(Samples.pooled(forks), forks);
  }

  boolean isEmpty() {
    return all.count() == 0;
  }

  double least() {
    return all.value(0);
  }

  double most() {
    return all.value(all.size() - 1);
  }

  /**
   * Samples per equal stretch of a logarithmic axis.
   *
   * @return as many numbers as asked for, the largest 1
   */
  double[] density(LogScale scale, int stretches) {
    double[] counts = new double[stretches];
    for (int i = 0; i < all.size(); i++) {
      int stretch = (int) Math.min(stretches - 1, scale.at(all.value(i)) * stretches);
      counts[stretch] += all.weight(i);
    }
    double most = 0;
    for (double count : counts) {
      most = Math.max(most, count);
    }
    for (int i = 0; i < stretches; i++) {
      counts[i] /= most;
    }
    return counts;
  }
}
