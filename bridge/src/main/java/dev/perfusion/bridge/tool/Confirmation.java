package dev.perfusion.bridge.tool;

/** Whether a person or program has agreed to critical work. */
public enum Confirmation {
  /** The request says so. */
  GIVEN,
  /** The transport leaves it to the client, which asks its user. */
  ASSUMED,
  /** A call by name that does not say that it is critical. */
  UNMARKED,
  /** It was asked for and is not there. */
  MISSING
}
