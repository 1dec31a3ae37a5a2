package dev.perfusion.engine.model;

import java.util.List;

/**
 * An event: its condition is tested at time 0 and at every output time, event time and table
 * restart time.
 *
 * @param path full path, or empty when the file has none
 * @param oneTime fires at most once per run; otherwise at every test at which the condition holds
 * @param assignments in document order, each seeing the effect of its predecessors
 */
public record Event(
    String entityId,
    String path,
    Formula condition,
    boolean oneTime,
    List<Assignment> assignments) {
  public Event {
    assignments = List.copyOf(assignments);
  }

  /**
   * Changes one quantity when the event fires.
   *
   * @param targetId quantity id
   * @param useAsValue true: the number computed now; false: the formula itself, live from now on
   *     (species always take the number)
   */
  public record Assignment(int targetId, Formula formula, boolean useAsValue) {}
}
