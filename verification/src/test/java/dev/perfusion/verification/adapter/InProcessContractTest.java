package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.AdapterSettings;

/** Our engine in this JVM. */
class InProcessContractTest extends AdapterContract {
  @Override
  AdapterSettings settings() {
    return AdapterSettings.DEFAULT;
  }

  @Override
  double closeness() {
    return 0;
  }
}
