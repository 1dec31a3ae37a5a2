package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.benchmarks.GetParameterValue;
import dev.perfusion.benchmarks.RunPopulationSimulation;
import dev.perfusion.benchmarks.RunSimulation;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.benchmarks.record.FlameGraph;
import dev.perfusion.benchmarks.record.ForkRecord;
import dev.perfusion.benchmarks.record.ForkRecords;
import dev.perfusion.benchmarks.record.JobTiming;
import dev.perfusion.benchmarks.record.Resources;
import dev.perfusion.benchmarks.record.Transfer;
import dev.perfusion.benchmarks.run.Measurement.Effort;
import dev.perfusion.gate.convert.MeasuredBenchmark;
import dev.perfusion.gate.convert.RunMetadata;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Timing;
import dev.perfusion.gate.document.Transport;
import dev.perfusion.gate.stats.SeriesStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether perf-gate understands what the runner writes: it is read with the gate's own reader. */
class MetaFileTest {
  private static final Measurement RUN =
      new Measurement(RunSimulation.class, Phase.WARM, Transport.REST, Effort.singleShots(2), 1);
  private static final String RUN_TOOL = "run_simulation";
  private static final Measurement READ =
      new Measurement(
          GetParameterValue.class, Phase.WARM, Transport.INPROCESS, Effort.singleShots(1), 20);

  @TempDir private Path folder;
  private RunMetadata meta;

  @BeforeEach
  void write() throws IOException {
    Path work = folder.resolve("target/bench");
    ForkRecords records = new ForkRecords(work.resolve("records"));
    StepKey run = RUN.key(Optional.empty());
    // 100 ms at 50 % and 300 ms at 10 %: 20 % of 400 ms.
    records.write(
        fork(
            run,
            new Resources(1, 50, 60, 1_000, 2, 100),
            new JobTiming(RUN_TOOL, 1, 10, 0.5, 4, 5),
            2));
    records.write(
        fork(
            run,
            new Resources(2, 10, 30, 2_000, 2, 300),
            new JobTiming(RUN_TOOL, 3, 20, Double.NaN, 8, 5),
            6));
    ForkRecords profiled = new ForkRecords(work.resolve("profile-records"));
    profiled.write(
        fork(
            run,
            new Resources(3, 99, 99, 9_000, 2, 100),
            new JobTiming(RUN_TOOL, 9, 9, 9, 9, 9),
            9));
    profiled.write(
        ForkRecord.profiled(
            run.toString(),
            new FlameGraph(
                folder.resolve("profiling/out/x.html").toString(),
                folder.resolve("profiling/out/x.collapsed").toString(),
                "ctimer: no perf",
                99,
                3)));
    meta = meta(work, records, profiled, List.of(RUN, READ));
  }

  private RunMetadata meta(
      Path work, ForkRecords records, ForkRecords profiled, List<Measurement> measurements)
      throws IOException {
    MetaFile file = new MetaFile(work, records.read(), profiled.read());
    RunRequest request =
        new RunRequest(
            "smoke",
            folder,
            Optional.empty(),
            Optional.of("Rat, iv"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Storage.OBJECT,
            Optional.empty(),
            false,
            Optional.of("before"),
            new Tuning(
                Optional.of(3),
                Optional.of(0),
                Optional.empty(),
                List.of(),
                Optional.of(11L),
                ProfileKind.CPU,
                Tuning.DEFAULT_SIZE_MB));
    file.describe(
        request,
        Instant.parse("2026-01-31T12:00:00Z"),
        new Dataset("demo.pkml", 3, "0".repeat(64)));
    Machine.describe(file.environment(), folder);
    file.busy(1_000_000);
    file.entries(measurements, Optional.empty(), Map.of(READ.key(Optional.empty()), "no port"));
    file.runs();
    file.flameGraphs(Map.of(READ.key(Optional.empty()), "no library"));
    Files.write(work.resolve("meta.json"), file.bytes());
    return RunMetadata.read(work.resolve("meta.json"));
  }

  private static ForkRecord fork(
      StepKey key, Resources resources, JobTiming job, double startSeenMs) {
    return new ForkRecord(
        key.toString(),
        resources,
        List.of(job),
        Map.of("run_simulation.queue_wait", List.of(startSeenMs), "session", List.of(startSeenMs)),
        1,
        "Organism|Weight",
        null,
        null);
  }

  @Test
  void forksOfOneStepAreJoined() {
    MeasuredBenchmark run = meta.entries().get(0);

    assertThat(run.benchmark()).isEqualTo(RunSimulation.class.getName() + ".warm");
    assertThat(run.step()).hasToString("run_simulation/rest/warm/1");
    assertThat(run.params()).isEqualTo(Map.of("transport", "rest"));
    assertThat(run.timing()).isEqualTo(Timing.PER_CALL);
    assertThat(run.statuses()).isEqualTo(Map.of("succeeded", 2L));
    assertThat(run.errors()).isZero();
    assertThat(run.resources().cpuAvgPercent()).isCloseTo(20, within(1e-12));
    assertThat(run.resources().cpuMaxPercent()).isEqualTo(60);
    assertThat(run.resources().memoryPeakBytes()).isEqualTo(2_000);
    assertThat(run.adapterTimings().queueWaitMs().stats().max()).isEqualTo(3);
    assertThat(run.adapterTimings().executionMs().stats().min()).isEqualTo(10);
    assertThat(run.adapterTimings().serialisationMs().stats().count()).isOne();
    assertThat(meta.jobMetrics().runtimeSeconds().max()).isCloseTo(0.02, within(1e-15));
  }

  @Test
  void startOfTheSameRunsIsAStepOfItsOwn() {
    MeasuredBenchmark wait = meta.entries().get(1);

    assertThat(wait.step()).hasToString("run_simulation.queue_wait/rest/warm/1");
    assertThat(wait.timing()).isEqualTo(Timing.RECORDER);
    assertThat(wait.recorded())
        .extracting(fork -> SeriesStats.of(fork).max())
        .containsExactlyInAnyOrder(2.0, 6.0);
    assertThat(meta.jobMetrics().pollCount().max()).isEqualTo(8);
    // Both steps show the times of two jobs; the whole run had two, not four.
    assertThat(meta.adapterTimings().queueWaitMs().stats().count()).isEqualTo(2);
  }

  @Test
  void wholeSessionsAreTheRunsOfTheDocument() {
    assertThat(meta.summary().count()).isEqualTo(2);
    assertThat(meta.summary().max()).isEqualTo(6);
    assertThat(meta.runs().get(0).at("/steps/0/name").stringValue())
        .isEqualTo("run_simulation.queue_wait");
  }

  @Test
  void failedMeasurementHasAnErrorAndItsReason() {
    MeasuredBenchmark read = meta.entries().get(2);

    assertThat(read.errors()).isOne();
    assertThat(read.timing()).isEqualTo(Timing.BATCHED);
    assertThat(read.operationsPerInvocation()).isEqualTo(20);
    assertThat(meta.warnings()).contains("get_parameter_value/inprocess/warm/1 failed: no port");
  }

  @Test
  void flameGraphIsLinkedFromTheFolderOfTheFileAndItsEngineIsNamed() {
    assertThat(meta.flameGraphs())
        .singleElement()
        .satisfies(
            graph -> {
              assertThat(graph.step()).isEqualTo("run_simulation/rest/warm/1");
              assertThat(graph.file()).isEqualTo("../../profiling/out/x.html");
            });
    assertThat(meta.warnings())
        .contains(
            "Flame graphs were sampled by: ctimer: no perf",
            "No flame graph of get_parameter_value/inprocess/warm/1: no library");
  }

  @Test
  void runIsDescribed() {
    assertThat(meta.label()).isEqualTo("before");
    assertThat(meta.config().get("storage").stringValue()).isEqualTo("object");
    assertThat(meta.config().get("adapter").stringValue()).isEqualTo("inprocess");
    assertThat(meta.config().get("simulationName").stringValue()).isEqualTo("Rat, iv");
    assertThat(meta.config().get("iterations").intValue()).isEqualTo(3);
    assertThat(meta.config().get("warmup").intValue()).isZero();
    assertThat(meta.config().get("seed").intValue()).isEqualTo(11);
    assertThat(meta.config().get("parameterPath").stringValue()).isEqualTo("Organism|Weight");
    assertThat(meta.environment().get("fingerprint").stringValue()).hasSize(64);
    assertThat(meta.environment().has("commit")).isFalse();
    assertThat(meta.environment().get("loadAverageAtStart").doubleValue()).isEqualTo(1e6);
    assertThat(meta.warnings()).anyMatch(w -> w.startsWith("The machine was busy"));
  }

  @Test
  void populationsOfSeveralCallersCountOneByOneAndForksHaveTheMeanOfTheirRates()
      throws IOException {
    Measurement populations =
        new Measurement(
            RunPopulationSimulation.class,
            Phase.STRESS,
            Transport.REST,
            Effort.singleShots(1),
            1,
            2);
    Path work = folder.resolve("target/stress");
    ForkRecords records = new ForkRecords(work.resolve("records"));
    // 3 MB/s and 2 MB/s.
    for (Transfer transfer :
        List.of(new Transfer(3_000_000, 1_000_000_000), new Transfer(4_000_000, 2_000_000_000L))) {
      records.write(
          new ForkRecord(
              populations.key(Optional.empty()).toString(),
              null,
              List.of(),
              Map.of("run_population_simulation", List.of(1000.0, 3000.0)),
              1,
              "Organism|Weight",
              transfer,
              null));
    }

    MeasuredBenchmark entry =
        meta(work, records, new ForkRecords(work.resolve("none")), List.of(populations))
            .entries()
            .get(0);

    assertThat(entry.step()).hasToString("run_population_simulation/rest/stress/2");
    assertThat(entry.timing()).isEqualTo(Timing.RECORDER);
    assertThat(SeriesStats.of(entry.recorded().get(0)).max()).isEqualTo(3000);
    assertThat(entry.place().get("megabytesPerSecond").number()).isEqualTo(2.5);
    assertThat(entry.resources()).isNull();
  }
}
