package dev.perfusion.benchmarks.path;

import java.util.List;

/** What population jobs are asked for beside their workload. */
final class PopulationLimits {
  /** Four times what the plan allows a population of 1 000 x 10. */
  static final double SECONDS = 2880;

  /** Members of a workload file that are arguments of the tool. */
  static final List<String> ARGUMENTS =
      List.of("cohort", "parameters", "correlations", "replicates", "outputs");

  private PopulationLimits() {}
}
