package dev.perfusion.gate.compare;

/** What does the work of one side. */
interface Worker {
  /** Binds it to a list of cores such as {@code 0,1}, until it is bound to others. */
  void pin(String cores);

  /** Begins to call a path: for a lead-in that does not count, and then for some time. */
  void begin(String path, long leadInMillis, long millis);

  /** Waits for what {@link #begin} began. */
  Probe.Burst end();

  /** Calls a path for some time. */
  default Probe.Burst burst(String path, long millis) {
    begin(path, 0, millis);
    return end();
  }
}
