package dev.perfusion.engine.io;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Outputs that PK-Sim stores for every compound of an individual simulation, selected or not: in
 * venous blood plasma, in peripheral venous blood, and the fraction absorbed.
 */
final class PkSimOutputs {
  private static final String COMPOUND = "*";
  private static final List<String[]> PATTERNS =
      List.of(
          PathResolver.split("Organism|VenousBlood|Plasma|*|Concentration in container"),
          PathResolver.split("Organism|PeripheralVenousBlood|*|Plasma (Peripheral Venous Blood)"),
          PathResolver.split("Organism|Lumen|*|Fraction of oral drug mass absorbed into mucosa"));

  private PkSimOutputs() {}

  /** Paths, without the simulation name, of those that exist. */
  static Set<String> of(List<Entity> quantities) {
    Set<String> found = new HashSet<>();
    for (Entity quantity : quantities) {
      if (quantity.isObserver() && quantity.attributes().get("quantityType", "").contains("Drug")) {
        String path = quantity.publicPath();
        String[] elements = PathResolver.split(path);
        if (PATTERNS.stream().anyMatch(pattern -> matches(pattern, elements))) {
          found.add(path);
        }
      }
    }
    return found;
  }

  private static boolean matches(String[] pattern, String[] path) {
    String[] general = path.clone();
    int compound = Arrays.asList(pattern).indexOf(COMPOUND);
    if (compound < general.length) {
      general[compound] = COMPOUND;
    }
    return Arrays.equals(pattern, general);
  }
}
