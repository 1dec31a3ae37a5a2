package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import java.util.Map;
import java.util.Optional;

/** Which model an analysis takes. */
final class ModelChoice {
  private static final String MODEL_PATH = "modelPath";

  private ModelChoice() {}

  /**
   * The loaded simulation as it is, else the file; nothing stays loaded.
   *
   * @param modelPath null when the simulation must be loaded
   * @throws BridgeException {@code NotFound}; {@code Conflict} when another file is loaded under
   *     that id
   */
  static RunRecipe recipe(
      String simulationId,
      String modelPath,
      SessionRegistry sessions,
      SimulationAdapter adapter,
      ModelPaths paths) {
    Optional<Session> loaded = sessions.find(simulationId);
    if (modelPath == null) {
      return loaded.orElseGet(() -> sessions.get(simulationId)).recipe();
    }
    ModelSource source = paths.resolve(MODEL_PATH, modelPath, null);
    if (loaded.isEmpty()) {
      return new RunRecipe(source, opened(adapter, source).info().sha256(), Map.of());
    }
    RunRecipe recipe = loaded.get().recipe();
    if (!sameFile(recipe.source(), source)) {
      throw BridgeException.conflict(
          MODEL_PATH,
          "simulation \""
              + simulationId
              + "\" is loaded from "
              + recipe.source().label()
              + ", not from "
              + source.label(),
          "leave modelPath out, or give another simulationId");
    }
    return recipe;
  }

  private static AdapterSession opened(SimulationAdapter adapter, ModelSource source) {
    try {
      return adapter.open(source);
    } catch (BridgeException e) {
      throw e.ofField(MODEL_PATH);
    }
  }

  private static boolean sameFile(ModelSource a, ModelSource b) {
    return a instanceof ModelSource.File f && b instanceof ModelSource.File g
        ? f.path().equals(g.path())
        : a.getClass() == b.getClass();
  }
}
