package dev.perfusion.engine.model;

import java.util.List;

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
}
