package dev.perfusion.bridge.population.cohort;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A cohort that is drawn. Read with {@link WorkloadReader}.
 *
 * @param model which model the paths belong to, as written; may be null
 * @param size individuals
 * @param replicates runs per individual
 * @param outputs paths of the time courses to store; empty for those that the model selects
 * @param aggregates names of the single numbers wanted, see {@link
 *     dev.perfusion.bridge.population.summary.Aggregates}; empty for the usual ones
 * @param json as read, with defaults left out
 */
public record Workload(
    String model,
    int size,
    Sampling sampling,
    long seed,
    List<Covariate> covariates,
    int replicates,
    List<Parameter> parameters,
    List<Correlation> correlations,
    List<String> outputs,
    List<String> aggregates,
    JsonNode json) {
  /** How often a parameter is drawn. */
  public enum Level {
    /** Once for an individual. */
    SUBJECT,
    /** Anew for each replicate. */
    REPLICATE
  }

  /** A text that an individual has, for grouping. */
  record Covariate(String name, List<String> values, double[] cumulative) {}

  /**
   * A quantity that varies.
   *
   * @param unit of the distribution; null for the base unit
   */
  record Parameter(String path, String unit, Level level, Distribution distribution) {}

  /**
   * A correlation.
   *
   * @param a position among the parameters
   * @param b position among the parameters
   * @param rho of the underlying normal variables
   */
  record Correlation(int a, int b, double rho) {}

  /** Whether replicates of an individual differ. */
  public boolean replicatesDiffer() {
    return parameters.stream().anyMatch(p -> p.level() == Level.REPLICATE);
  }

  /** With another number of replicates, null for that of the file, and another seed. */
  public Workload with(Integer otherReplicates, Long otherSeed) {
    return new Workload(
        model,
        size,
        sampling,
        otherSeed == null ? seed : otherSeed,
        covariates,
        otherReplicates == null ? replicates : otherReplicates,
        parameters,
        correlations,
        outputs,
        aggregates,
        json);
  }
}
