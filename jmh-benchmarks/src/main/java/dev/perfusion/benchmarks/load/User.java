package dev.perfusion.benchmarks.load;

/** One who comes again and again, one visit at a time. Used by one thread. */
public interface User extends AutoCloseable {
  /**
   * A visit from beginning to end; its time counts.
   *
   * @param number of the visit, unique in a load
   * @return under which name its time is kept
   * @throws RuntimeException it failed; its time is not kept
   */
  String visit(long number) throws InterruptedException;

  /** What has to be put in order after a visit; its time does not count. */
  default void tidy() {}

  @Override
  default void close() {}
}
