package dev.perfusion.benchmarks.state;

/** COLD_CACHE for the first look at the first job of a model. */
public class ColdCacheSubmitted extends ColdCache {
  @Override
  void use() {
    calls().submit();
  }
}
