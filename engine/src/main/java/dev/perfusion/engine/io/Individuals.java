package dev.perfusion.engine.io;

import java.util.List;

/**
 * The individuals of a population simulation: the numbers that take the place of parameters of the
 * model, one run per individual.
 *
 * @param simulation simulation name
 * @param ids one per individual
 * @param paths parameter paths without the simulation name
 * @param values per path one value per individual, base unit
 * @param warnings what of the population is not read, one sentence each
 */
public record Individuals(
    String simulation, int[] ids, List<String> paths, double[][] values, List<String> warnings) {
  public Individuals {
    paths = List.copyOf(paths);
    warnings = List.copyOf(warnings);
  }
}
