package dev.perfusion.bridge;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.adapter.ospsuite.OspsuiteAdapter;
import dev.perfusion.bridge.adapter.simmodel.SimModelAdapter;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;
import dev.perfusion.bridge.error.BridgeException;

/** Makes the adapter that the settings name. */
final class Adapters {
  private Adapters() {}

  /**
   * Opens it.
   *
   * @throws BridgeException {@code EnvironmentMissing}: R is required and not there
   */
  static SimulationAdapter open(BridgeConfig config) {
    AdapterSettings settings = config.adapter();
    int cached = config.models().cacheEntries();
    if (settings.requireR() && settings.backend() != AdapterSettings.Backend.OSPSUITE) {
      ospsuite(settings, 0).close();
    }
    return switch (settings.backend()) {
      case INPROCESS -> new InProcessAdapter(cached, settings.timeoutMs());
      case SUBPROCESS -> new SubprocessAdapter(settings, cached);
      case SIMMODEL -> new SimModelAdapter(settings.ospsuiteLibs(), cached, settings.timeoutMs());
      case OSPSUITE -> ospsuite(settings, cached);
    };
  }

  private static OspsuiteAdapter ospsuite(AdapterSettings settings, int cached) {
    OspsuiteAdapter adapter = new OspsuiteAdapter(settings, cached);
    try {
      if (settings.requireR()) {
        adapter.require();
      }
      return adapter;
    } catch (BridgeException e) {
      adapter.close();
      throw e;
    }
  }
}
