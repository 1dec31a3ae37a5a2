package dev.perfusion.gate.paired;

import java.util.Arrays;

/**
 * What all pairs say about one tool path.
 *
 * @param path key of the path
 * @param logRatios head against base, one per pair
 * @param controlLogRatios the second process of the base binary against the first, one per pair
 * @param tailSamples samples beyond the p95 on the side that has fewer, over all pairs
 */
public record PathEvidence(
    String path, double[] logRatios, double[] controlLogRatios, long tailSamples) {

  /** The first pairs only; samples in proportion. */
  PathEvidence first(int pairs) {
    return new PathEvidence(
        path,
        Arrays.copyOf(logRatios, pairs),
        Arrays.copyOf(controlLogRatios, pairs),
        tailSamples * pairs / logRatios.length);
  }
}
