package dev.perfusion.benchmarks.path;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What population jobs are asked for beside their workload. */
final class PopulationLimits {
  /** Four times what the plan allows a population of 1 000 x 10. */
  private static final double SECONDS = 2880;

  /** Members of a workload file that are arguments of the tool. */
  private static final List<String> ARGUMENTS =
      List.of("cohort", "parameters", "correlations", "replicates", "outputs");

  private PopulationLimits() {}

  /** Arguments of run_population_simulation. */
  static ObjectNode arguments(String simulationId, ObjectNode workload) {
    ObjectNode arguments = JsonMapper.shared().createObjectNode();
    arguments.put("simulationId", simulationId).put("timeoutSeconds", SECONDS);
    ARGUMENTS.stream()
        .filter(workload::has)
        .forEach(name -> arguments.set(name, workload.get(name)));
    return arguments;
  }
}
