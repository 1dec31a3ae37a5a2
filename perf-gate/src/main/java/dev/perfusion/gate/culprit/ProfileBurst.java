package dev.perfusion.gate.culprit;

import dev.perfusion.gate.json.JsonField;

/**
 * A CPU profile of one burst of one side.
 *
 * @param side base or head
 * @param operations calls in the burst
 * @param cpuNanos CPU time of the whole process in the burst; what a sample stands for follows from
 *     it, whatever the timer of the profiler really did
 * @param stacks see {@link Stacks#encode}
 */
public record ProfileBurst(String side, long operations, long cpuNanos, String stacks) {

  /** A burst from collapsed stacks with annotated frames. */
  public static ProfileBurst of(String side, long operations, long cpuNanos, String collapsed) {
    return new ProfileBurst(side, operations, cpuNanos, Stacks.of(collapsed).encode());
  }

  static ProfileBurst read(JsonField field) {
    return new ProfileBurst(
        field.get("side").text(),
        field.get("operations").wholeNumber(1),
        field.get("cpuNanos").wholeNumber(0),
        field.get("stacks").text());
  }
}
