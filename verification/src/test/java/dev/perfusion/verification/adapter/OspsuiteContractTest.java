package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.adapter.ospsuite.OspsuiteAdapter;
import java.nio.file.Path;

/** The R package ospsuite; skipped where R or the package is missing. */
class OspsuiteContractTest extends AdapterContract {
  @Override
  AdapterSettings settings() {
    String libraries = System.getenv("OSPSUITE_LIBS");
    return AdapterSettings.DEFAULT
        .with(AdapterSettings.Backend.OSPSUITE)
        .withOspsuiteLibs(libraries == null ? null : Path.of(libraries));
  }

  /** Results of ospsuite have single precision. */
  @Override
  double closeness() {
    return 1e-3;
  }

  @Override
  boolean kill(SimulationAdapter victim) {
    ((OspsuiteAdapter) victim)
        .pid()
        .ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    return true;
  }
}
