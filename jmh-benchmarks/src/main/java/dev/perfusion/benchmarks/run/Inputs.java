package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.AdapterEnvironment;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Finds before the first fork starts what every fork would fail on. */
final class Inputs {
  private static final String DEMO = "classpath:demo.pkml";
  private static final String ID = "check";

  private Inputs() {}

  /**
   * Reads the workload; loads the model, unless a running server has it, and reads the parameter.
   *
   * @throws IllegalArgumentException the workload is none, or the environment names no adapter that
   *     there is
   * @throws dev.perfusion.benchmarks.path.ToolCallException the model cannot be loaded, or has no
   *     such parameter; says why
   */
  static void check(RunRequest request) throws IOException {
    AdapterEnvironment.settings();
    if (request.workload().isPresent()) {
      requireWorkload(request.workload().get());
    }
    boolean own = request.model().isPresent() || request.parameter().isPresent();
    if (request.server().isPresent() || !own) {
      return;
    }
    Path state = Files.createTempDirectory("perfusion-bench-check").toRealPath();
    try {
      Path model = request.model().isPresent() ? request.model().get().toRealPath() : null;
      Path folder = model == null ? state : model.getParent();
      try (ToolPath path = ToolPaths.open(Transport.INPROCESS, null, folder, state)) {
        path.load(model == null ? DEMO : model.toString(), ID);
        request.parameter().ifPresent(parameter -> path.value(ID, parameter));
      }
    } finally {
      delete(state);
    }
  }

  private static void requireWorkload(Path file) throws IOException {
    try {
      if (JsonMapper.shared().readTree(Files.readAllBytes(file)).path("cohort").isObject()) {
        return;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "The workload file " + file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException(
        "The workload file " + file + " has no cohort; docs/populations.md shows one");
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
