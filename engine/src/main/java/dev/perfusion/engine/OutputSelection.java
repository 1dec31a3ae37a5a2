package dev.perfusion.engine;

import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import java.util.Set;

/**
 * Which quantities a run stores.
 *
 * @param all all species and observers, and what the file selects
 * @param only ids of those wanted, in place of what the file selects; null for that
 */
record OutputSelection(boolean all, Set<Integer> only) {
  static final OutputSelection OF_FILE = new OutputSelection(false, null);
  static final OutputSelection ALL = new OutputSelection(true, null);

  static OutputSelection of(Set<Integer> ids) {
    return new OutputSelection(false, Set.copyOf(ids));
  }

  boolean contains(Quantity quantity) {
    if (only != null) {
      return only.contains(quantity.id());
    }
    return quantity.persistable() || all && !(quantity instanceof Parameter);
  }
}
