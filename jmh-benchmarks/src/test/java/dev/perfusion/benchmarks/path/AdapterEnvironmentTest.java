package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.AdapterSettings.Backend;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterEnvironmentTest {
  /** Else a benchmark would write into the state of the server that is set up in the same shell. */
  @Test
  void settingsOfAnotherServerAreNotThoseOfTheMeasuredOne() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PATH", "/bin",
                "JOB_REGISTRY_PATH", "/srv/jobs.db",
                "POPULATION_STORAGE_PATH", "/srv/populations",
                "AUTH_DEV_SECRET", "a secret of theirs",
                "ADAPTER_MODEL_PATHS", "/srv/models",
                "ADAPTER_BACKEND", "subprocess",
                "OSPSUITE_LIBS", "/opt/osp"));

    AdapterEnvironment.keep(environment);

    assertThat(environment)
        .containsOnlyKeys("PATH", "ADAPTER_BACKEND", "OSPSUITE_LIBS")
        .containsEntry("ADAPTER_BACKEND", "subprocess");
  }

  @Test
  void theAdapterOfTheEnvironmentIsMeasured() {
    assertThat(AdapterEnvironment.settings(Map.of())).isEqualTo(AdapterSettings.DEFAULT);
    // A port that cannot be used is of another server.
    AdapterSettings settings =
        AdapterEnvironment.settings(
            Map.of("ADAPTER_BACKEND", "subprocess", "ADAPTER_POOL_MAX", "4", "PORT", "none"));
    assertThat(settings.backend()).isEqualTo(Backend.SUBPROCESS);
    assertThat(settings.pool().max()).isEqualTo(4);
    assertThatThrownBy(() -> AdapterEnvironment.settings(Map.of("ADAPTER_BACKEND", "rpy2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ADAPTER_BACKEND")
        .hasMessageContaining("rpy2");
  }
}
