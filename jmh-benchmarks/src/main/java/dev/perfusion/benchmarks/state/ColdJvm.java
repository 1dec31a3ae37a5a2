package dev.perfusion.benchmarks.state;

/**
 * COLD_JVM with nothing loaded: the bridge has started and nobody has called it. CPU and memory are
 * those from its start on.
 */
public class ColdJvm extends ToolState {
  @Override
  void prepare(ModelFiles models) {
    // The measured call is the first one.
  }
}
