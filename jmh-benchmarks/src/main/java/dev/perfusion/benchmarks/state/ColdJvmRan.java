package dev.perfusion.benchmarks.state;

/** COLD_JVM for tools that need a result: one run is over, and nobody has looked at its result. */
public class ColdJvmRan extends ColdJvmLoaded {
  @Override
  void prepare(ModelFiles models) {
    super.prepare(models);
    calls().submit();
    calls().awaitLatest();
  }
}
