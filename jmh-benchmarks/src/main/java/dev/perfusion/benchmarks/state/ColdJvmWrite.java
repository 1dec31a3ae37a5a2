package dev.perfusion.benchmarks.state;

/** COLD_JVM for the first write: the value to depart from has been read. */
public class ColdJvmWrite extends ColdJvmLoaded {
  @Override
  void prepare(ModelFiles models) {
    super.prepare(models);
    calls().readBaseValue();
  }
}
