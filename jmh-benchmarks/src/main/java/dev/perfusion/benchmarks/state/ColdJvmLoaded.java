package dev.perfusion.benchmarks.state;

/** COLD_JVM for tools that need a simulation: loading it was the only work so far. */
public class ColdJvmLoaded extends ToolState {
  @Override
  void prepare(ModelFiles models) {
    calls().loadTarget();
  }
}
