package dev.perfusion.benchmarks.load;

import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.document.Transport;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.stats.SeriesStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Service times that JMH has measured: one caller, warm, of a server that was started for it. They
 * stand beside the response times of a load, which callers have to wait for.
 *
 * @param document name of the file that they are from; empty without one
 * @param byTool statistics in ms
 */
public record JmhTimes(String document, Map<String, SeriesStats> byTool) {
  /** None. */
  public static final JmhTimes NONE = new JmhTimes("", Map.of());

  /** Reading all of a long history would take minutes. */
  private static final int LOOKED_AT = 50;

  /** Members of an environment that tell machine and JDK. */
  private static final List<String> PLACE = List.of("os", "cpuModel", "logicalCpus", "jdk", "vm");

  /**
   * Those of the latest document of this machine and JDK that has one of the tools.
   *
   * @param folder of benchmark documents; may be missing
   * @param model file name of the model
   * @param simulation which one of a project file; empty for the only one
   * @param environment machine and JDK, as documents have it
   */
  public static JmhTimes latest(
      Path folder,
      Transport transport,
      String model,
      Optional<String> simulation,
      Collection<String> tools,
      ObjectNode environment)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return NONE;
    }
    List<Path> documents;
    try (Stream<Path> files = Files.list(folder)) {
      documents =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted(Comparator.reverseOrder())
              .limit(LOOKED_AT)
              .toList();
    }
    for (Path file : documents) {
      Map<String, SeriesStats> found = of(file, transport, model, simulation, environment);
      found.keySet().retainAll(tools);
      if (!found.isEmpty()) {
        return new JmhTimes(file.getFileName().toString(), found);
      }
    }
    return NONE;
  }

  private static Map<String, SeriesStats> of(
      Path file,
      Transport transport,
      String model,
      Optional<String> simulation,
      ObjectNode environment) {
    Map<String, SeriesStats> found = new TreeMap<>();
    final BenchmarkDocument document;
    try {
      document = BenchmarkDocument.read(file);
    } catch (InputException e) {
      // Something else that lies there.
      return found;
    }
    boolean here =
        PLACE.stream()
            .allMatch(
                name ->
                    document
                        .environment()
                        .path(name)
                        .asString("")
                        .equals(environment.path(name).asString("")));
    boolean same =
        document.dataset().id().equals(model)
            && document.config().path("simulationName").asString("").equals(simulation.orElse(""));
    if (here && same && !document.config().has("baseUrl")) {
      for (Step step : document.steps().values()) {
        boolean fits =
            step.key().transport() == transport
                && step.key().phase() == Phase.WARM
                && step.key().concurrency() == 1
                && step.stats().count() > 0;
        if (fits) {
          found.put(step.key().tool(), step.stats());
        }
      }
    }
    return found;
  }
}
