package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.AdapterEnvironment;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadCohort;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds before the first fork starts what every fork would fail on. */
final class Inputs {
  private static final String DEMO = "classpath:demo.pkml";
  private static final String ID = "check";
  private static final String PREFERRED = "Organism|Weight";
  private static final int MOST_TRIED = 100;
  private static final int STORED = 2;
  private static final double STEP = 1e-6;

  private Inputs() {}

  /**
   * Reads the workload; loads the model, unless a running server has it, and reads the parameter.
   *
   * @return the request, with a parameter where the forks would choose one that cannot be used
   * @throws IllegalArgumentException the workload is none, or none for the model; the model has no
   *     parameter that can be used; the environment names no adapter that there is
   * @throws ToolCallException the model cannot be loaded, or has no such simulation or parameter;
   *     says why
   */
  static RunRequest checked(RunRequest request) throws IOException {
    AdapterEnvironment.settings();
    Optional<Workload> workload = request.workload().map(Inputs::workload);
    boolean own = request.model().isPresent() || request.parameter().isPresent();
    if (request.server().isPresent() || !own && workload.isEmpty()) {
      return request;
    }
    try (TemporaryFolder state = new TemporaryFolder("perfusion-bench-check")) {
      Path model =
          request.model().isPresent()
              ? request.model().get().toRealPath()
              : DemoModel.writeTo(state.path());
      RunRequest checked = own ? withParameter(request, model, state.path()) : request;
      workload.ifPresent(w -> requireFit(request, w, model));
      return checked;
    }
  }

  /**
   * What populations have to be told to store, because their model names no outputs: two observers,
   * or else species or parameters; empty where it does, or somebody else says.
   */
  static List<String> outputs(RunRequest request) {
    if (request.server().isPresent()
        || request.workload().isPresent()
        || request.model().isEmpty()) {
      return List.of();
    }
    List<QuantityInfo> all = simulation(request, request.model().get()).quantities();
    if (all.stream().anyMatch(QuantityInfo::output)) {
      return List.of();
    }
    return all.stream()
        .sorted(Comparator.comparing(QuantityInfo::kind).reversed())
        .limit(STORED)
        .map(QuantityInfo::path)
        .toList();
  }

  private static Workload workload(Path file) {
    try {
      return WorkloadReader.read(file);
    } catch (BridgeException e) {
      throw unusable(e.getMessage(), e);
    }
  }

  private static Simulation simulation(RunRequest request, Path model) {
    return Simulation.load(model, request.simulation().orElse(null));
  }

  private static void requireFit(RunRequest request, Workload workload, Path model) {
    try {
      new WorkloadCohort(workload, simulation(request, model).newRun());
    } catch (BridgeException | ModelFormatException e) {
      throw unusable(request.workload().get() + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException unusable(String why, Exception e) {
    return new IllegalArgumentException(
        "The workload file cannot be used: " + why + "; docs/populations.md shows one", e);
  }

  private static RunRequest withParameter(RunRequest request, Path model, Path state) {
    boolean demo = request.model().isEmpty();
    Path folder = demo ? state : model.getParent();
    try (ToolPath path = ToolPaths.open(Transport.INPROCESS, null, folder, state)) {
      path.load(demo ? DEMO : model.toString(), ID, request.simulation().orElse(null));
      if (request.parameter().isPresent()) {
        path.value(ID, request.parameter().get());
        return request;
      }
      // As the forks choose.
      List<String> all = new ArrayList<>(path.parameters(ID, "*"));
      if (path.parameters(ID, PREFERRED).contains(PREFERRED)) {
        all.add(0, PREFERRED);
      }
      String usable =
          all.stream()
              .limit(MOST_TRIED)
              .filter(parameter -> isUsable(path, parameter))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          model.getFileName()
                              + " has no parameter that can be read and written among its first "
                              + MOST_TRIED
                              + "; --parameter names one"));
      return usable.equals(all.get(0)) ? request : request.withParameter(usable);
    }
  }

  /** Whether it is a number and takes another one; it has its own again then. */
  private static boolean isUsable(ToolPath path, String parameter) {
    try {
      double value = path.value(ID, parameter);
      double other = value == 0 ? STEP : value * (1 + STEP);
      return Double.isFinite(other)
          && path.setValue(ID, parameter, other) == other
          && path.setValue(ID, parameter, value) == value;
    } catch (ToolCallException e) {
      return false;
    }
  }
}
