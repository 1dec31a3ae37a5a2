package dev.perfusion.engine.io;

import java.util.List;

/**
 * Results that a project holds of an earlier run in PK-Sim or MoBi, stored there as 32-bit floats.
 *
 * @param simulation simulation name
 * @param current see {@link ProjectSimulation#current()}
 * @param times output times (min)
 * @param individuals one for an individual simulation; in the order of their ids
 */
public record StoredResults(
    String simulation, boolean current, double[] times, List<Individual> individuals) {
  public StoredResults {
    individuals = List.copyOf(individuals);
  }

  /**
   * Results of one individual.
   *
   * @param id 0 in an individual simulation
   * @param paths full paths, the simulation name included, sorted
   * @param values per path one value per time, base unit
   */
  public record Individual(int id, List<String> paths, double[][] values) {
    public Individual {
      paths = List.copyOf(paths);
    }
  }
}
