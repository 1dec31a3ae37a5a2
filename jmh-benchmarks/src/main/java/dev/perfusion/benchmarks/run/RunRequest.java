package dev.perfusion.benchmarks.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param scenario name of the scenario
 * @param root repository: where results go and the server jar is
 * @param model model file; empty for the demo model
 * @param parameter parameter to read and write; empty to choose one
 * @param baseline document of a recorded run to compare with
 * @param profileAll take a flame graph of every benchmark, not of one
 * @param label free text for the document
 * @param tuning changes to the scenario
 */
public record RunRequest(
    String scenario,
    Path root,
    Optional<Path> model,
    Optional<String> parameter,
    Optional<Path> baseline,
    boolean profileAll,
    Optional<String> label,
    Tuning tuning) {
  /** Scenario that the document names: one over a single transport is not the whole one. */
  String document() {
    return scenario + tuning.transport().map(only -> "-" + only.wireName()).orElse("");
  }

  /** The same with a model. */
  RunRequest with(Path file) {
    return new RunRequest(
        scenario, root, Optional.of(file), parameter, baseline, profileAll, label, tuning);
  }
}
