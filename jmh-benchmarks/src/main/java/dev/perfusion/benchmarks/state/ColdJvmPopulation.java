package dev.perfusion.benchmarks.state;

/** COLD_JVM for tools that need a population: one is over, and nobody has read it. */
public class ColdJvmPopulation extends ColdJvmWrite {
  @Override
  void prepare(ModelFiles models) {
    super.prepare(models);
    calls().runPopulation();
  }
}
