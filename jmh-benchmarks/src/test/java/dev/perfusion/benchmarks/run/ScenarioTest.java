package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.path.SharedServer;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.Options;

class ScenarioTest {
  private final Scenario smoke = Scenario.named("smoke");

  private List<StepKey> keys() {
    return smoke.measurements().stream()
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

  @Test
  void smokeMeasuresWhatItsThresholdsRequireAndNothingTwice() {
    Thresholds thresholds = Thresholds.shipped("smoke").orElseThrow();

    assertThat(keys()).doesNotHaveDuplicates();
    assertThat(thresholds.required())
        .isNotEmpty()
        .allSatisfy(pattern -> assertThat(keys()).anyMatch(pattern::fits));
  }

  @Test
  void everyToolIsWarmOverEveryTransport() {
    for (Transport transport : Transport.values()) {
      assertThat(keys())
          .filteredOn(key -> key.transport() == transport && key.phase() == Phase.WARM)
          .extracting(StepKey::tool)
          .containsExactlyInAnyOrder(
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

  @Test
  void forksLearnTheSettings() {
    Options options = smoke.profiled().timed(settings(), Path.of("log"));

    assertThat(options.getJvmArgsAppend().get())
        .contains(
            "-Dbench.model=" + Path.of("/m/a.pkml"),
            "-Dbench.parameter=Organism|Weight",
            "-Dbench.server=4711:99",
            "-Dbench.workspace=" + Path.of("/tmp/w"),
            "-Dbench.serverJar=" + Path.of("/r/b.jar"),
            "-Dbench.records=" + Path.of("/r/records"));
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
            Optional.of(3L),
            ProfileKind.CPU,
            10);
    Scenario tuned = Scenario.named("baseline").tuned(tuning);

    assertThat(tuned.measurements())
        .extracting(Measurement::transport)
        .containsOnly(Transport.REST);
    assertThat(tuned.measurements())
        .isEqualTo(Scenario.named("baseline").tuned(tuning).measurements());
    for (Measurement measurement : tuned.measurements()) {
      Options options = measurement.timed(settings(), Path.of("log"));
      boolean cold = measurement.phase() == Phase.COLD_JVM;
      assertThat(options.getForkCount().get()).isEqualTo(cold ? 7 : 3);
      assertThat(options.getMeasurementIterations().get()).isEqualTo(cold ? 1 : 7);
      assertThat(options.getWarmupIterations().get()).isEqualTo(cold ? 0 : 4);
    }
    assertThat(Scenario.named("baseline").tuned(Tuning.NONE)).isEqualTo(Scenario.named("baseline"));
  }

  private static BenchSettings settings() {
    return new BenchSettings(
        Optional.of(Path.of("/m/a.pkml")),
        Optional.of("Organism|Weight"),
        Path.of("/r/b.jar"),
        Optional.of(new SharedServer(4711, 99)),
        Path.of("/tmp/w"),
        Optional.of(Path.of("/r/records")),
        Path.of("/r/out"));
  }
}
