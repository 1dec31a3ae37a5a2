package dev.perfusion.bridge.population.summary;

import java.util.ArrayList;
import java.util.List;

/**
 * Which runs are looked at together: all of them, and those with equal values of a covariate.
 *
 * @param names {@code all}, then {@code covariate=value} by covariate, sorted
 * @param runs for each name the numbers of the runs, increasing; null for all
 */
record Groups(List<String> names, List<int[]> runs) {
  /** Name of the group of all runs. */
  static final String ALL = "all";

  static Groups all() {
    List<int[]> runs = new ArrayList<>();
    runs.add(null);
    return new Groups(List.of(ALL), runs);
  }
}
