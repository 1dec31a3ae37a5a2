package dev.perfusion.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole simulation, flat: what both file formats are read into.
 *
 * @param name simulation name (first element of the paths)
 * @param format what it was read from, for example {@code pkml 18} or {@code SimModel XML 4}
 * @param delimiter path delimiter of the file, normally {@code |}
 * @param species in document order; the order of the state vector follows it
 * @param warnings remarks of the reader, one sentence each
 */
public record Model(
    String name,
    String format,
    String delimiter,
    List<Parameter> parameters,
    List<Species> species,
    List<Observer> observers,
    List<Event> events,
    SolverSettings solver,
    OutputSchema outputs,
    List<String> warnings) {
  public Model {
    parameters = List.copyOf(parameters);
    species = List.copyOf(species);
    observers = List.copyOf(observers);
    events = List.copyOf(events);
    warnings = List.copyOf(warnings);
  }

  /**
   * The same model with numbers in place of formulas.
   *
   * @param values quantity id to the value of a parameter or the initial value of a species (base
   *     units)
   * @throws IllegalArgumentException an id is that of an observer or of nothing
   */
  public Model withValues(Map<Integer, Double> values) {
    if (values.isEmpty()) {
      return this;
    }
    List<Parameter> newParameters = new ArrayList<>(parameters);
    List<Species> newSpecies = new ArrayList<>(species);
    int used = 0;
    for (int i = 0; i < newParameters.size(); i++) {
      Double value = values.get(parameters.get(i).id());
      if (value != null) {
        newParameters.set(i, parameters.get(i).withValue(value));
        used++;
      }
    }
    for (int i = 0; i < newSpecies.size(); i++) {
      Double value = values.get(species.get(i).id());
      if (value != null) {
        newSpecies.set(i, species.get(i).withInitialValue(value));
        used++;
      }
    }
    if (used < values.size()) {
      throw new IllegalArgumentException(
          "only parameters and species of the model can be given a value, ids: " + values.keySet());
    }
    return with(newParameters, newSpecies, solver);
  }

  /** The same model with other solver settings. */
  public Model withSolver(SolverSettings settings) {
    return with(parameters, species, settings);
  }

  /** The same model with other parameters and species of the same ids. */
  public Model with(List<Parameter> otherParameters, List<Species> otherSpecies) {
    return with(otherParameters, otherSpecies, solver);
  }

  private Model with(
      List<Parameter> newParameters, List<Species> newSpecies, SolverSettings newSolver) {
    return new Model(
        name,
        format,
        delimiter,
        newParameters,
        newSpecies,
        observers,
        events,
        newSolver,
        outputs,
        warnings);
  }
}
