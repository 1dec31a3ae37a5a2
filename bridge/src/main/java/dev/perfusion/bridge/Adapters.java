package dev.perfusion.bridge;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.error.ConfigException;

/** Makes the adapter that the settings name. */
final class Adapters {
  private Adapters() {}

  static SimulationAdapter open(BridgeConfig config) {
    AdapterSettings settings = config.adapter();
    int cached = config.models().cacheEntries();
    return switch (settings.backend()) {
      case INPROCESS -> new InProcessAdapter(cached, settings.timeoutMs());
      case SUBPROCESS, SIMMODEL, OSPSUITE ->
          throw new ConfigException(
              "ADAPTER_BACKEND", settings.backend().wireName(), "this version supports inprocess");
    };
  }
}
