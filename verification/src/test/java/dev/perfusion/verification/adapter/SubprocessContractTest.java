package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;

/** Our engine in worker processes. */
class SubprocessContractTest extends AdapterContract {
  @Override
  AdapterSettings settings() {
    return AdapterSettings.DEFAULT.with(AdapterSettings.Backend.SUBPROCESS);
  }

  @Override
  double closeness() {
    return 0;
  }

  @Override
  boolean kill(SimulationAdapter victim) {
    for (long pid : ((SubprocessAdapter) victim).workers()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    return true;
  }
}
