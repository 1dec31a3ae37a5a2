package dev.perfusion.bridge.population.cohort;

import dev.perfusion.bridge.population.store.Manifest.Varied;
import java.util.List;

/**
 * The individuals of a population, made for a model. Each reading gives the same individuals in the
 * same order.
 */
public interface Cohort {
  /** How many individuals there are. */
  int subjects();

  /** Runs per individual. */
  int replicates();

  /** Names of the covariates. */
  List<String> covariates();

  /** Quantities that vary, in the order of the values. */
  List<Varied> varied();

  /** Parameters that are a function of time for some individuals, in the order of the tables. */
  default List<String> aged() {
    return List.of();
  }

  /** {@code workload}, {@code csv}, or {@code csv+ageing}. */
  String kind();

  /** Digest of what the cohort was made from. */
  String sha256();

  /** How individuals are drawn; {@code csv} for a file. */
  String sampling();

  /** What the draws begin with; 0 for a file. */
  long seed();

  /** What the user should know, one sentence each. */
  List<String> warnings();

  /** Starts at the first individual. */
  Reading open();

  /** Goes from individual to individual. Not thread-safe. */
  interface Reading extends AutoCloseable {
    /** The next individual; null at the end. */
    Subject next();

    /** Leaves individuals out. */
    void skip(int count);

    @Override
    void close();
  }
}
