package dev.perfusion.bridge;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.adapter.ospsuite.OspsuiteAdapter;
import dev.perfusion.bridge.adapter.simmodel.SimModelAdapter;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;

/** Makes the adapter that the settings name. */
final class Adapters {
  private Adapters() {}

  static SimulationAdapter open(BridgeConfig config) {
    AdapterSettings settings = config.adapter();
    int cached = config.models().cacheEntries();
    return switch (settings.backend()) {
      case INPROCESS -> new InProcessAdapter(cached, settings.timeoutMs());
      case SUBPROCESS -> new SubprocessAdapter(settings, cached);
      case SIMMODEL -> new SimModelAdapter(settings.ospsuiteLibs(), cached, settings.timeoutMs());
      case OSPSUITE -> new OspsuiteAdapter(settings, cached);
    };
  }
}
