package dev.perfusion.engine.ode;

/** Is told what events do, while they do it. */
interface EventWatch {
  EventWatch NONE = new EventWatch() {};

  /** The condition of event e holds; nothing is changed yet. */
  default void firing(int e) {}

  /** Its assignment k is next. */
  default void assigning(int e, int k) {}

  /** All its assignments are done. */
  default void fired(int e) {}
}
