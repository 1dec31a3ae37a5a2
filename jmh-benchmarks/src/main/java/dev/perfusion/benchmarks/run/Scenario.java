package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.CalculatePkParameters;
import dev.perfusion.benchmarks.ColdSession;
import dev.perfusion.benchmarks.GetJobStatus;
import dev.perfusion.benchmarks.GetParameterValue;
import dev.perfusion.benchmarks.GetPopulationResults;
import dev.perfusion.benchmarks.GetResults;
import dev.perfusion.benchmarks.LoadSimulation;
import dev.perfusion.benchmarks.RunPopulationSimulation;
import dev.perfusion.benchmarks.RunSimulation;
import dev.perfusion.benchmarks.SetParameterValue;
import dev.perfusion.benchmarks.run.Measurement.Effort;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

  private static final List<Class<?>> OF_POPULATIONS =
      List.of(RunPopulationSimulation.class, GetPopulationResults.class);

  private static final List<Class<?>> SINGLE =
      Stream.concat(SUITES.stream(), OF_RESULTS.stream()).toList();

  private static final List<Class<?>> ALL =
      Stream.concat(SINGLE.stream(), OF_POPULATIONS.stream()).toList();

  private static final List<Integer> SWEEP = List.of(1, 4, 8);

  /** Five are enough to tell whether a fork is steady. */
  private static final int ITERATIONS = 5;

  private static final Effort STRESS =
      Effort.oneFork(Duration.ofSeconds(2), Duration.ofSeconds(4)).inIterations(ITERATIONS);

  private static final Effort WHOLE_POPULATION = Effort.singleShots(1);

  private static final Effort BASELINE_COLD = Effort.singleShots(10);

  private static final Effort BASELINE =
      new Effort(3, 3, Duration.ofSeconds(3), ITERATIONS, Duration.ofSeconds(3));

  /** Each call needs a model of its own to be read before it, so most of the time is not timed. */
  private static final Effort BASELINE_COLD_CACHE =
      new Effort(2, 1, Duration.ofSeconds(3), ITERATIONS, Duration.ofSeconds(3));

  /** Calls in process that take microseconds; see {@code Batch}. */
  private static final List<Class<?>> SHORT =
      List.of(GetParameterValue.class, SetParameterValue.class, GetJobStatus.class);

  private static final int SHORT_BATCH = 20;
  private static final int FEW_SUBJECTS = 4;

  private static final Effort SMOKE_COLD = Effort.singleShots(3);

  private static final Duration SMOKE_TIME = Duration.ofMillis(800);

  /** The compilers of a process that has just started need two seconds before the tail settles. */
  private static final Effort SMOKE_FRESH =
      Effort.oneFork(Duration.ofSeconds(2), SMOKE_TIME).inIterations(ITERATIONS);

  /** The shared server has been warmed by what ran before. */
  private static final Effort SMOKE_SHARED =
      Effort.oneFork(SMOKE_TIME, SMOKE_TIME).inIterations(ITERATIONS);

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
      case "stress" -> stress();
      default ->
          throw new IllegalArgumentException(
              "unknown scenario '" + name + "'; known: smoke, baseline, stress");
    };
  }

  /** Whether it runs on a generated model when none is given. */
  boolean generatesModel() {
    return name.equals("baseline");
  }

  /** Subjects of a population; 0 for all that the workload has. */
  int subjects() {
    return name.equals("stress") ? 0 : FEW_SUBJECTS;
  }

  /**
   * The same as the user wants it.
   *
   * @param running only what can be measured of a server that runs already
   * @throws IllegalArgumentException nothing is left
   */
  Scenario tuned(Tuning tuning, boolean running) {
    Set<Measurement> wanted = new LinkedHashSet<>();
    for (Measurement measurement : measurements) {
      boolean fits =
          tuning.transport().orElse(measurement.transport()) == measurement.transport()
              && (!running || measurement.suitsRunningServer());
      if (fits) {
        List<Integer> callers =
            measurement.phase() == Phase.WARM || measurement.phase() == Phase.STRESS
                ? tuning.concurrency()
                : List.of();
        if (callers.isEmpty()) {
          wanted.add(measurement.with(measurement.effort().tuned(tuning)));
        }
        for (int several : callers) {
          Measurement stressed = measurement.with(several);
          wanted.add(stressed.with(stressed.effort().tuned(tuning)));
        }
      }
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "Nothing of scenario " + name + " is left to measure; a running server is rest or mcp");
    }
    return ordered(List.copyOf(wanted), tuning);
  }

  /**
   * What gets a flame graph when all are asked for; of whole populations those of fewest callers.
   */
  List<Measurement> worthFlameGraphs() {
    int fewest = measurements.stream().mapToInt(Measurement::callers).min().orElse(1);
    return measurements.stream()
        .filter(Measurement::fillsFlameGraph)
        .filter(m -> m.repeats() || m.callers() == fewest)
        .toList();
  }

  private Scenario ordered(List<Measurement> chosen, Tuning tuning) {
    List<Measurement> wanted = new ArrayList<>(chosen);
    tuning.seed().ifPresent(seed -> Collections.shuffle(wanted, new Random(seed)));
    return new Scenario(name, List.copyOf(wanted), profiled);
  }

  /**
   * Every tool path in every phase but stress, at a model of 10 to 25 MB, generated unless one is
   * given: three forks per warm benchmark, two per cold cache, ten cold JVMs.
   */
  private static Scenario baseline() {
    List<Measurement> all = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      all.add(new Measurement(ColdSession.class, Phase.COLD_JVM, transport, BASELINE_COLD, 1));
      for (Class<?> suite : ALL) {
        all.add(new Measurement(suite, Phase.COLD_CACHE, transport, BASELINE_COLD_CACHE, 1));
      }
    }
    for (Transport transport : Transport.values()) {
      for (Class<?> suite : ALL) {
        all.add(new Measurement(suite, Phase.WARM, transport, BASELINE, batch(suite, transport)));
      }
    }
    return new Scenario("baseline", List.copyOf(all), smoke().profiled());
  }

  /**
   * Every tool in at most 90 s on two cores. Few forks and short iterations: it looks for ceilings.
   * MCP is measured warm only, its cold start is that of REST.
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
    all.add(
        new Measurement(GetPopulationResults.class, Phase.WARM, Transport.REST, SMOKE_FRESH, 1));
    Measurement profiled =
        new Measurement(RunSimulation.class, Phase.WARM, Transport.INPROCESS, PROFILING, 1);
    return new Scenario("smoke", List.copyOf(all), profiled);
  }

  /**
   * Every tool path with 1, 4 and 8 callers; the populations are those of the committed workload,
   * one for each caller.
   */
  private static Scenario stress() {
    List<Measurement> all = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      for (int callers : SWEEP) {
        for (Class<?> suite : SINGLE) {
          all.add(stress(suite, transport, STRESS, callers));
        }
        all.add(stress(RunPopulationSimulation.class, transport, WHOLE_POPULATION, callers));
        all.add(stress(GetPopulationResults.class, transport, STRESS, callers));
      }
    }
    return new Scenario("stress", List.copyOf(all), smoke().profiled());
  }

  private static Measurement stress(
      Class<?> suite, Transport transport, Effort effort, int callers) {
    return new Measurement(
        suite, Phase.STRESS, transport, effort, batch(suite, transport), callers);
  }

  private static int batch(Class<?> suite, Transport transport) {
    return transport == Transport.INPROCESS && SHORT.contains(suite) ? SHORT_BATCH : 1;
  }
}
