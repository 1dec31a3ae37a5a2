package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.RunPopulationSimulation;
import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.benchmarks.run.Measurement.Effort;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.Options;

class ScenarioTest {
  private final Scenario smoke = Scenario.named("smoke");

  @TempDir private Path folder;

  private List<StepKey> keys() {
    return keys(smoke);
  }

  private static List<StepKey> keys(Scenario scenario) {
    return scenario.measurements().stream()
        .flatMap(
            measurement -> {
              StepKey key = measurement.key(Optional.empty());
              return Stream.concat(
                  Stream.of(key),
                  BenchmarkKeys.recorded(measurement.suite()).stream()
                      .map(tool -> BenchmarkKeys.of(key, tool)));
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "baseline", "stress"})
  void everyScenarioMeasuresWhatItsThresholdsRequireAndNothingTwice(String name) {
    List<StepKey> keys = keys(Scenario.named(name));

    assertThat(keys).doesNotHaveDuplicates();
    assertThat(Thresholds.shipped(name).orElseThrow().required())
        .isNotEmpty()
        .allSatisfy(pattern -> assertThat(keys).anyMatch(pattern::fits));
  }

  @Test
  void everyToolIsWarmOverEveryTransport() {
    for (Transport transport : Transport.values()) {
      assertThat(keys())
          .filteredOn(key -> key.transport() == transport && key.phase() == Phase.WARM)
          .extracting(StepKey::tool)
          .contains(
              "load_simulation",
              "get_parameter_value",
              "set_parameter_value",
              "run_simulation",
              "run_simulation.queue_wait",
              "get_job_status",
              "get_results",
              "calculate_pk_parameters");
    }
  }

  @Test
  void onlyShortCallsInProcessAreTimedInBatches() {
    assertThat(smoke.measurements())
        .filteredOn(measurement -> measurement.batch() > 1)
        .extracting(measurement -> measurement.key(Optional.empty()).toString())
        .containsExactlyInAnyOrder(
            "get_parameter_value/inprocess/warm/1",
            "set_parameter_value/inprocess/warm/1",
            "get_job_status/inprocess/warm/1");
  }

  @Test
  void coldJvmIsOneCallInEachOfSeveralForks() {
    Measurement cold =
        smoke.measurements().stream()
            .filter(m -> m.phase() == Phase.COLD_JVM)
            .findFirst()
            .orElseThrow();
    Options options = cold.timed(settings(), Path.of("log"));

    assertThat(options.getForkCount().get()).isGreaterThan(1);
    assertThat(options.getWarmupIterations().get()).isZero();
    assertThat(options.getMeasurementIterations().get()).isOne();
    assertThat(options.shouldFailOnError().get()).isTrue();
  }

  @Test
  void onlyProfiledRunsHaveTheProfiler() {
    Measurement measurement = smoke.profiled();

    assertThat(measurement.timed(settings(), Path.of("log")).getProfilers()).isEmpty();
    assertThat(measurement.profiled(settings(), ProfileKind.ALLOC, Path.of("log")).getProfilers())
        .hasSize(1);
  }

  /** The weekly run sends them along with a missed limit. */
  @Test
  void populationsUnderStressHaveFlameGraphs() {
    List<Measurement> shown = Scenario.named("stress").worthFlameGraphs();

    assertThat(shown)
        .filteredOn(m -> m.suite() == RunPopulationSimulation.class)
        .extracting(m -> m.key(Optional.empty()).toString())
        .containsExactly(
            "run_population_simulation/inprocess/stress/1",
            "run_population_simulation/rest/stress/1",
            "run_population_simulation/mcp/stress/1");
    for (Measurement measurement : shown) {
      Options options =
          measurement.forFlameGraph().profiled(settings(), ProfileKind.CPU, Path.of("log"));
      // The server is only known once a first iteration has set the benchmark up.
      assertThat(options.getWarmupIterations().get()).isOne();
      assertThat(options.getMeasurementIterations().get()).isOne();
      assertThat(options.getForkCount().get()).isOne();
    }
    assertThat(smoke.worthFlameGraphs())
        .isNotEmpty()
        .allMatch(measurement -> measurement.phase() != Phase.COLD_JVM);
  }

  @Test
  void forksLearnTheSettings() {
    Options options = smoke.profiled().timed(settings(), Path.of("log"));

    assertThat(options.getJvmArgsAppend().get())
        .contains(
            "-Dbench.model=" + Path.of("/m/a.pkml"),
            "-Dbench.simulation=Rat, iv",
            "-Dbench.parameter=Organism|Weight",
            "-Dbench.server=4711:99",
            "-Dbench.workspace=" + Path.of("/tmp/w"),
            "-Dbench.serverJar=" + Path.of("/r/b.jar"),
            "-Dbench.records=" + Path.of("/r/records"),
            "-Dbench.workload=" + Path.of("/r/w.json"),
            "-Dbench.subjects=5",
            "-Dbench.outputs=Organism|A b\nC");
  }

  @Test
  void onlyWarmServersAreShared() {
    assertThat(smoke.measurements())
        .filteredOn(Measurement::sharesServer)
        .isNotEmpty()
        .noneMatch(m -> m.phase() == Phase.COLD_JVM || m.transport() == Transport.INPROCESS);
    assertThat(SharedServer.parse(new SharedServer(1, 2).toString()))
        .isEqualTo(new SharedServer(1, 2));
  }

  @Test
  void theUserChangesIterationsTransportAndOrder() {
    Tuning tuning =
        new Tuning(
            Optional.of(7),
            Optional.of(4),
            Optional.of(Transport.REST),
            List.of(),
            Optional.of(3L),
            ProfileKind.CPU,
            10);
    Scenario tuned = Scenario.named("baseline").tuned(tuning, false);

    assertThat(tuned.measurements())
        .extracting(Measurement::transport)
        .containsOnly(Transport.REST);
    assertThat(tuned.measurements())
        .isEqualTo(Scenario.named("baseline").tuned(tuning, false).measurements());
    for (Measurement measurement : tuned.measurements()) {
      Options options = measurement.timed(settings(), Path.of("log"));
      boolean cold = measurement.phase() == Phase.COLD_JVM;
      int forks = measurement.phase() == Phase.COLD_CACHE ? 2 : 3;
      assertThat(options.getForkCount().get()).isEqualTo(cold ? 7 : forks);
      assertThat(options.getMeasurementIterations().get()).isEqualTo(cold ? 1 : 7);
      assertThat(options.getWarmupIterations().get()).isEqualTo(cold ? 0 : 4);
    }
    assertThat(Scenario.named("baseline").tuned(Tuning.NONE, false))
        .isEqualTo(Scenario.named("baseline"));
  }

  @Test
  void stressSweepsEveryToolOverEveryTransport() {
    Scenario stress = Scenario.named("stress");

    for (int callers : List.of(1, 4, 8)) {
      for (Transport transport : Transport.values()) {
        assertThat(stress.measurements())
            .filteredOn(m -> m.callers() == callers && m.transport() == transport)
            .allMatch(m -> m.phase() == Phase.STRESS)
            .extracting(m -> m.key(Optional.empty()).tool())
            .containsExactlyInAnyOrder(
                "load_simulation",
                "get_parameter_value",
                "set_parameter_value",
                "run_simulation",
                "get_job_status",
                "get_results",
                "calculate_pk_parameters",
                "run_population_simulation",
                "get_population_results");
      }
    }
    // As many subjects as the workload has.
    assertThat(stress.subjects()).isZero();
    Measurement eight =
        stress.measurements().stream().filter(m -> m.callers() == 8).findFirst().orElseThrow();
    assertThat(eight.timed(settings(), Path.of("log")).getThreads().get()).isEqualTo(8);
  }

  @Test
  void baselineHasEveryToolWarmAndColdInBothWays() {
    for (Phase phase : List.of(Phase.WARM, Phase.COLD_JVM, Phase.COLD_CACHE)) {
      for (Transport transport : Transport.values()) {
        assertThat(keys(Scenario.named("baseline")))
            .filteredOn(key -> key.phase() == phase && key.transport() == transport)
            .extracting(StepKey::tool)
            .contains(
                "load_simulation",
                "get_parameter_value",
                "set_parameter_value",
                "run_simulation",
                "run_simulation.queue_wait",
                "get_job_status",
                "get_results",
                "calculate_pk_parameters",
                "run_population_simulation",
                "get_population_results");
      }
    }
  }

  @Test
  void severalCallersAreStressAndColdStartsHaveOne() {
    Scenario tuned = smoke.tuned(concurrency(2, 4), false);

    assertThat(tuned.measurements()).extracting(Measurement::phase).doesNotContain(Phase.WARM);
    assertThat(tuned.measurements())
        .filteredOn(m -> m.phase() == Phase.STRESS)
        .extracting(Measurement::callers)
        .containsOnly(2, 4);
    assertThat(tuned.measurements())
        .filteredOn(m -> m.phase() == Phase.COLD_JVM)
        .isNotEmpty()
        .allMatch(m -> m.callers() == 1);
    assertThat(Scenario.named("stress").tuned(concurrency(2), false).measurements())
        .extracting(Measurement::callers)
        .containsOnly(2);
    assertThatThrownBy(() -> concurrency(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** JMH keeps the mean of those who call at the same time; of single shots the recorder counts. */
  @Test
  void eachOfSeveralCallersRunsOnePopulationInAFork() {
    assertThat(Scenario.named("baseline").tuned(concurrency(4), false).measurements())
        .filteredOn(m -> m.phase() == Phase.STRESS)
        .allSatisfy(
            m -> assertThat(m.repeats()).isEqualTo(m.suite() != RunPopulationSimulation.class))
        .filteredOn(m -> !m.repeats())
        .hasSize(3)
        .allMatch(m -> m.effort().equals(Effort.singleShots(3)));
  }

  private static Tuning concurrency(Integer... callers) {
    return new Tuning(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(callers),
        Optional.empty(),
        ProfileKind.CPU,
        10);
  }

  @Test
  void ofARunningServerOnlyWhatIsWarmOverHttpIsMeasured() {
    assertThat(smoke.tuned(Tuning.NONE, true).measurements())
        .isNotEmpty()
        .allMatch(m -> m.phase() == Phase.WARM && m.transport() != Transport.INPROCESS);
    Tuning inProcess =
        new Tuning(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Transport.INPROCESS),
            List.of(),
            Optional.empty(),
            ProfileKind.CPU,
            10);
    assertThatThrownBy(() -> smoke.tuned(inProcess, true))
        .hasMessageContaining("a running server is rest or mcp");
  }

  @Test
  void theTokenOfARunningServerIsNoArgumentOfAProcess() throws IOException {
    BenchSettings settings =
        new BenchSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Path.of("/r/b.jar"),
            Optional.empty(),
            Optional.of(Endpoint.of("http://host:8000", Optional.of("secret-token"))),
            folder,
            Optional.empty(),
            Path.of("/r/out"),
            Optional.empty(),
            5,
            List.of());
    List<String> args = settings.jvmArgs();

    assertThat(args).contains("-Dbench.baseUrl=http://host:8000");
    assertThat(args).noneMatch(arg -> arg.contains("secret-token"));
    assertThat(Files.readString(folder.resolve("token"))).isEqualTo("secret-token");
    assertThat(Files.getPosixFilePermissions(folder.resolve("token")))
        .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ);
  }

  private static BenchSettings settings() {
    return new BenchSettings(
        Optional.of(Path.of("/m/a.pkml")),
        Optional.of("Rat, iv"),
        Optional.of("Organism|Weight"),
        Path.of("/r/b.jar"),
        Optional.of(new SharedServer(4711, 99)),
        Optional.empty(),
        Path.of("/tmp/w"),
        Optional.of(Path.of("/r/records")),
        Path.of("/r/out"),
        Optional.of(Path.of("/r/w.json")),
        5,
        List.of("Organism|A b", "C"));
  }
}
