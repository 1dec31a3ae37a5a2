package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.path.PopulationView;

/** STRESS for readers of a population: all read the same one. */
public class PopulationReader extends Caller {
  private String population;

  @Override
  void prepare(Stress shared) {
    calls().loadTarget();
    calls().readBaseValue();
    population = shared.population(calls());
  }

  /** Reads the population and all its chunks. */
  public PopulationView readPopulation() {
    return calls().readPopulation(population);
  }
}
