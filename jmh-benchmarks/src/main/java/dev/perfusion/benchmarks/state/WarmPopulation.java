package dev.perfusion.benchmarks.state;

/** WARM for readers of a population: the simulation is loaded and one population is over. */
public class WarmPopulation extends ToolState {
  @Override
  void prepare(ModelFiles models) {
    calls().loadTarget();
    calls().readBaseValue();
    calls().runPopulationToRead();
  }
}
