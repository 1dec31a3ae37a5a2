package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.AdapterSettings;

/** The official solver in worker processes. */
class SubprocessSimModelContractTest extends SubprocessContractTest {
  @Override
  AdapterSettings settings() {
    return super.settings()
        .withOspsuiteLibs(SimModelContractTest.libraries())
        .with(AdapterSettings.WorkerEngine.SIMMODEL);
  }

  @Override
  double closeness() {
    return SimModelContractTest.TWO_SOLVERS;
  }
}
