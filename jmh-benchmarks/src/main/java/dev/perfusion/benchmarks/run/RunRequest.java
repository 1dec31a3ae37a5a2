package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.Endpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the user asked for.
 *
 * @param scenario name of the scenario
 * @param root repository: where results go and the server jar is
 * @param model model file; empty for the demo model
 * @param simulation which one of a project file; empty for the only one
 * @param parameter parameter to read and write; empty to choose one
 * @param workload who is in a population; empty for what the scenario has
 * @param server a running server to measure; empty to start one. The model is then one that it can
 *     load
 * @param storage what the results lie on
 * @param baseline document of a recorded run to compare with
 * @param profileAll take a flame graph of every benchmark, not of one
 * @param label free text for the document
 * @param tuning changes to the scenario
 */
public record RunRequest(
    String scenario,
    Path root,
    Optional<Path> model,
    Optional<String> simulation,
    Optional<String> parameter,
    Optional<Path> workload,
    Optional<Endpoint> server,
    Storage storage,
    Optional<Path> baseline,
    boolean profileAll,
    Optional<String> label,
    Tuning tuning) {
  /**
   * Scenario that the document names: what was measured over a single transport, with other callers
   * or of another server is not the whole one.
   */
  String document() {
    String callers =
        tuning.concurrency().stream().map(String::valueOf).collect(Collectors.joining("_"));
    return scenario
        + tuning.transport().map(only -> "-" + only.wireName()).orElse("")
        + (callers.isEmpty() ? "" : "-x" + callers)
        + (server.isPresent() ? "-running" : "");
  }

  /** The same with a model. */
  RunRequest with(Path file) {
    return with(Optional.of(file), parameter);
  }

  /** The same with a parameter. */
  RunRequest withParameter(String path) {
    return with(model, Optional.of(path));
  }

  private RunRequest with(Optional<Path> file, Optional<String> path) {
    return new RunRequest(
        scenario,
        root,
        file,
        simulation,
        path,
        workload,
        server,
        storage,
        baseline,
        profileAll,
        label,
        tuning);
  }
}
