package dev.perfusion.engine;

import java.util.List;

/**
 * What needs a quantity.
 *
 * @param direct quantities whose formula, initial value, right-hand side or event names it; in the
 *     order of {@link Simulation#quantities()}
 * @param all the same, followed to the end
 */
public record Dependents(List<QuantityInfo> direct, List<QuantityInfo> all) {
  public Dependents {
    direct = List.copyOf(direct);
    all = List.copyOf(all);
  }
}
