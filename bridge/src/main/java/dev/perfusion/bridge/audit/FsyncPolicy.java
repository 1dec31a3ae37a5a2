package dev.perfusion.bridge.audit;

/**
 * When audit files are forced to the disk. Whatever the policy, an event is with the operating
 * system before {@link AuditTrail#record} returns, so the end of this process loses nothing; the
 * policy is about power cuts.
 */
public enum FsyncPolicy {
  /** Before {@code record} returns. Callers that wait share one fsync. */
  ALWAYS,
  /** All events of the last 100 ms together. */
  INTERVAL,
  /** When the operating system sees fit. */
  OFF
}
