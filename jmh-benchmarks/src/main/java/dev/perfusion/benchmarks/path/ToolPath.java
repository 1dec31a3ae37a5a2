package dev.perfusion.benchmarks.path;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of the bridge as one caller sees them over one transport. Every call waits for its
 * answer, checks that it is a success and throws {@link ToolCallException} otherwise, so that an
 * error can never be counted as a fast answer. Not thread-safe.
 */
public interface ToolPath extends AutoCloseable {
  /** Points of a result page, the same over every transport. */
  int POINTS = 100;

  /** The same for one more caller, who may call at the same time. */
  ToolPath another();

  /** Process id of the JVM that does the work; 0 when it is not known. */
  long pid();

  /**
   * Loads a model file under an id that is not taken.
   *
   * @param simulationName which simulation of a project file; null for the only one
   * @return whether the bridge took the compiled model from its cache
   */
  boolean load(String file, String simulationId, String simulationName);

  /** As {@link #load(String, String, String)}, of a file with one simulation. */
  default boolean load(String file, String simulationId) {
    return load(file, simulationId, null);
  }

  /**
   * Paths of parameters, sorted: the first page of list_parameters.
   *
   * @param pattern as list_parameters takes it
   */
  List<String> parameters(String simulationId, String pattern);

  /** Value of a parameter, base unit. */
  double value(String simulationId, String parameterPath);

  /** Sets a parameter, base unit, and returns the value that the bridge answered. */
  double setValue(String simulationId, String parameterPath, double value);

  /** Submits a run and returns its job id. */
  String submit(String simulationId);

  /** Submits a run and waits inside the call until it has ended. */
  JobView run(String simulationId);

  /** Forgets a loaded simulation. */
  void unload(String simulationId);

  /** Status of a job. */
  JobView job(String jobId);

  /** The result of a job that has succeeded. */
  ResultView result(String resultsId);

  /** A page of a result: get_results with at most {@value #POINTS} points of each series. */
  long resultPage(String resultsId);

  /** Standard PK parameters of all outputs; the number of outputs. */
  int pkParameters(String resultsId);

  /**
   * Submits a population and returns its job id.
   *
   * @param workload its cohort, parameters and so on, as a workload file has them
   */
  String submitPopulation(String simulationId, ObjectNode workload);

  /** What get_population_results answers, and every chunk that it names, read to its end. */
  PopulationView population(String resultsId);

  /** Ends the connection and whatever serves it. */
  @Override
  void close();
}
