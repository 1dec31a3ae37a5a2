package dev.perfusion.benchmarks.probe;

/** One tool path: only {@link #call} is timed. */
interface Call {
  /** Before a burst. */
  default void beginBurst() {}

  /** Before each call. */
  default void prepare() {}

  /** The measured call; throws when the answer is no success. */
  void call();

  /** After each call: checks and tidies. */
  default void settle() {}
}
