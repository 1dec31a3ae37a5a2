package dev.perfusion.benchmarks.state;

/** COLD_CACHE for tools that need a population: the first of a model, which nobody has read. */
public class ColdCachePopulation extends ColdCache {
  @Override
  void use() {
    calls().runPopulation();
  }
}
