package dev.perfusion.benchmarks.state;

import java.util.Optional;

/** STRESS: what all callers share, which is the bridge. */
public class Stress extends ToolState {
  private Optional<String> population = Optional.empty();

  @Override
  void prepare(ModelFiles models) {
    // Each caller prepares what it works on.
  }

  /** A population that all callers read; the first who asks for it runs it. */
  final synchronized String population(Workload caller) {
    if (population.isEmpty()) {
      caller.runPopulationToRead();
      population = Optional.of(caller.populationId());
    }
    return population.get();
  }
}
