package dev.perfusion.bridge.adapter.worker;

/** Kinds of messages between the bridge and a worker. */
enum Op {
  /** Is anybody there? Answered whatever the worker is busy with. */
  PING,
  /** Model source to what is known of the model. */
  OPEN,
  /** Recipe to all quantities. */
  QUANTITIES,
  /** Recipe and path to a quantity, or to the closest paths. */
  QUANTITY,
  /** Recipe and path to a value at time 0. */
  VALUE,
  /** Recipe and new values to all that differ from the file. */
  SET,
  /** Recipe and path to a molecular weight. */
  WEIGHT,
  /** Recipe and path to positions of the quantities that need it. */
  DEPENDENTS,
  /** Recipe and path to doses. */
  DOSING,
  /** Recipe to results, with progress in between. */
  RUN,
  /** Population plan to the same, known to fit its model. */
  CHECK,
  /** Population plan, folder and threads to nothing, with progress in between. */
  POPULATION,
  /** Forget compiled models. */
  CLEAR,
  /** Stop what is under way. */
  CANCEL,
  /** The answer to a call. */
  ANSWER,
  /**
   * A run has begun, or has come so far: time and end; of a population subjects, subjects done,
   * failed runs, subjects per second, seconds left.
   */
  PROGRESS,
  /** The call failed. */
  ERROR;

  /** Takes as long as its caller likes and tells how far it is. */
  boolean tellsProgress() {
    return this == RUN || this == POPULATION;
  }

  private static final Op[] ALL = values();

  /** The kind of a code; null when there is none. */
  static Op of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : null;
  }
}
