package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.CalculatePkParameters;
import dev.perfusion.benchmarks.ColdSession;
import dev.perfusion.benchmarks.GetJobStatus;
import dev.perfusion.benchmarks.GetParameterValue;
import dev.perfusion.benchmarks.GetResults;
import dev.perfusion.benchmarks.LoadSimulation;
import dev.perfusion.benchmarks.RunSimulation;
import dev.perfusion.benchmarks.SetParameterValue;
import dev.perfusion.benchmarks.run.Measurement.Effort;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A named list of measurements.
 *
 * @param name as in file names
 * @param measurements in the order in which they run
 * @param profiled the one that gets a flame graph even when none was asked for
 */
record Scenario(String name, List<Measurement> measurements, Measurement profiled) {
  private static final List<Class<?>> SUITES =
      List.of(
          LoadSimulation.class,
          GetParameterValue.class,
          SetParameterValue.class,
          RunSimulation.class,
          GetJobStatus.class);

  /** Needs a result, so it is measured with less effort in the smoke scenario. */
  private static final List<Class<?>> OF_RESULTS =
      List.of(GetResults.class, CalculatePkParameters.class);

  private static final List<Class<?>> ALL =
      Stream.concat(SUITES.stream(), OF_RESULTS.stream()).toList();

  private static final Effort BASELINE_COLD = Effort.singleShots(10);

  private static final Effort BASELINE =
      new Effort(3, 3, Duration.ofSeconds(3), 5, Duration.ofSeconds(3));

  /** Calls in process that take microseconds; see {@code Batch}. */
  private static final List<Class<?>> SHORT =
      List.of(GetParameterValue.class, SetParameterValue.class, GetJobStatus.class);

  private static final int SHORT_BATCH = 20;

  private static final Effort SMOKE_COLD = Effort.singleShots(3);

  private static final Duration SMOKE_TIME = Duration.ofMillis(800);

  /** The compilers of a process that has just started need two seconds before the tail settles. */
  private static final Effort SMOKE_FRESH = Effort.oneFork(Duration.ofSeconds(2), SMOKE_TIME);

  /** The shared server has been warmed by what ran before. */
  private static final Effort SMOKE_SHARED = Effort.oneFork(SMOKE_TIME, SMOKE_TIME);

  /** What a flame graph takes. */
  static final Effort PROFILING = Effort.oneFork(Duration.ofSeconds(1), Duration.ofSeconds(2));

  /**
   * The scenario of a name.
   *
   * @throws IllegalArgumentException there is none; names those that exist
   */
  static Scenario named(String name) {
    return switch (name) {
      case "smoke" -> smoke();
      case "baseline" -> baseline();
      default ->
          throw new IllegalArgumentException(
              "unknown scenario '" + name + "'; known: smoke, baseline");
    };
  }

  /** Whether it runs on a generated model when none is given. */
  boolean generatesModel() {
    return name.equals("baseline");
  }

  /** The same as the user wants it. */
  Scenario tuned(Tuning tuning) {
    List<Measurement> wanted = new ArrayList<>();
    for (Measurement measurement : measurements) {
      if (tuning.transport().orElse(measurement.transport()) == measurement.transport()) {
        wanted.add(measurement.with(measurement.effort().tuned(tuning)));
      }
    }
    tuning.seed().ifPresent(seed -> Collections.shuffle(wanted, new Random(seed)));
    return new Scenario(name, List.copyOf(wanted), profiled);
  }

  /**
   * Every tool path at a model of 10 to 25 MB, generated unless one is given: three forks per warm
   * benchmark.
   */
  private static Scenario baseline() {
    List<Measurement> all = new ArrayList<>();
    for (Transport transport : List.of(Transport.INPROCESS, Transport.REST)) {
      all.add(new Measurement(ColdSession.class, Phase.COLD_JVM, transport, BASELINE_COLD, 1));
      all.add(new Measurement(LoadSimulation.class, Phase.COLD_CACHE, transport, BASELINE, 1));
    }
    for (Transport transport : Transport.values()) {
      for (Class<?> suite : ALL) {
        all.add(new Measurement(suite, Phase.WARM, transport, BASELINE, batch(suite, transport)));
      }
    }
    return new Scenario("baseline", List.copyOf(all), smoke().profiled());
  }

  /**
   * Every tool path in at most 90 s on two cores. Few forks and short iterations: it looks for
   * ceilings. MCP is measured warm only, its cold start is that of REST.
   */
  private static Scenario smoke() {
    List<Measurement> all = new ArrayList<>();
    for (Transport transport : List.of(Transport.INPROCESS, Transport.REST)) {
      all.add(new Measurement(ColdSession.class, Phase.COLD_JVM, transport, SMOKE_COLD, 1));
      all.add(new Measurement(LoadSimulation.class, Phase.COLD_CACHE, transport, SMOKE_FRESH, 1));
    }
    for (Transport transport : Transport.values()) {
      Effort effort = transport == Transport.MCP ? SMOKE_SHARED : SMOKE_FRESH;
      for (Class<?> suite : SUITES) {
        all.add(new Measurement(suite, Phase.WARM, transport, effort, batch(suite, transport)));
      }
      for (Class<?> suite : OF_RESULTS) {
        all.add(new Measurement(suite, Phase.WARM, transport, SMOKE_SHARED, 1));
      }
    }
    Measurement profiled =
        new Measurement(RunSimulation.class, Phase.WARM, Transport.INPROCESS, PROFILING, 1);
    return new Scenario("smoke", List.copyOf(all), profiled);
  }

  private static int batch(Class<?> suite, Transport transport) {
    return transport == Transport.INPROCESS && SHORT.contains(suite) ? SHORT_BATCH : 1;
  }
}
