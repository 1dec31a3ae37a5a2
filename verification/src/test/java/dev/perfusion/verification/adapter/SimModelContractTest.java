package dev.perfusion.verification.adapter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.nio.file.Path;
import java.util.Optional;

/** The official solver in this JVM; skipped where OSPSUITE_LIBS does not name its libraries. */
class SimModelContractTest extends AdapterContract {
  /** Two solvers, each within the tolerances of the model. */
  static final double TWO_SOLVERS = 1e-3;

  static Path libraries() {
    Optional<Path> folder = NativeSimModel.folder();
    assumeTrue(folder.isPresent(), "skipped: OSPSUITE_LIBS does not name the official libraries");
    return folder.get();
  }

  @Override
  AdapterSettings settings() {
    return AdapterSettings.DEFAULT
        .with(AdapterSettings.Backend.SIMMODEL)
        .withOspsuiteLibs(libraries());
  }

  @Override
  double closeness() {
    return TWO_SOLVERS;
  }
}
