package dev.perfusion.engine.io;

/**
 * A simulation of a project as {@link Project#simulations()} lists it.
 *
 * @param name unique in the project
 * @param storedResults the project holds results of an earlier run
 * @param current the program that wrote the project notes that the model was not changed after that
 *     run; false without stored results
 */
public record ProjectSimulation(String name, Kind kind, boolean storedResults, boolean current) {

  /** What is simulated. */
  public enum Kind {
    /** One individual, or a model without any. */
    INDIVIDUAL,
    /** Many individuals, each with its own parameter values. */
    POPULATION
  }
}
