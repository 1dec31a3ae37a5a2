package dev.perfusion.benchmarks.compare;

import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param rounds pairs of official and own measurements of a run
 * @param warmUp how long the own side runs before
 * @param loads pairs of loads
 * @param populationRounds pairs of population loops
 * @param individuals individuals of a loop on the official side
 * @param coldStarts starts of each command
 * @param stops runs that are stopped, per model
 * @param kernel how long a kernel is measured
 */
record Effort(
    int rounds,
    Duration warmUp,
    int loads,
    int populationRounds,
    int individuals,
    int coldStarts,
    int stops,
    Duration kernel) {
  /** For figures that are worth keeping. */
  static final Effort FULL =
      new Effort(31, Duration.ofSeconds(3), 15, 15, 40, 20, 50, Duration.ofMillis(500));

  /** To see that everything works; the figures mean little. */
  static final Effort QUICK =
      new Effort(3, Duration.ofMillis(300), 2, 2, 6, 2, 5, Duration.ofMillis(30));
}
