package dev.perfusion.benchmarks.path;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.ConfigListing;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.error.ConfigException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measured bridges have the adapter that the environment names. All else that it says of a bridge,
 * such as where jobs are kept or who is let in, is of another one.
 */
public final class AdapterEnvironment {
  private static final String PREFIX = "ADAPTER_";
  private static final Set<String> OTHERS = Set.of("OSPSUITE_LIBS", "R_PATH", "R_HOME");
  private static final Set<String> NOT_OURS = Set.of("ADAPTER_MODEL_PATHS");

  private AdapterEnvironment() {}

  /**
   * The adapter that the environment of this process names.
   *
   * @throws IllegalArgumentException a variable has a value that cannot be used
   */
  public static AdapterSettings settings() {
    return settings(System.getenv());
  }

  static AdapterSettings settings(Map<String, String> environment) {
    Map<String, String> ofAdapter =
        environment.entrySet().stream()
            .filter(variable -> isOfAdapter(variable.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    try {
      return BridgeConfig.fromEnvironment(ofAdapter).adapter();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Leaves only the adapter's of the variables that a bridge reads; others stay. */
  static void keep(Map<String, String> environment) {
    Set<String> known = ConfigListing.names();
    environment.keySet().removeIf(name -> known.contains(name) && !isOfAdapter(name));
  }

  private static boolean isOfAdapter(String name) {
    return (name.startsWith(PREFIX) || OTHERS.contains(name)) && !NOT_OURS.contains(name);
  }
}
