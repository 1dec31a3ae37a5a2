package dev.perfusion.benchmarks.state;

/** COLD_CACHE for tools that need a result: the first of a model, at which nobody has looked. */
public class ColdCacheRan extends ColdCache {
  @Override
  void use() {
    calls().submit();
    calls().awaitLatest();
  }
}
