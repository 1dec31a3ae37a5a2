package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.BenchSettings;
import dev.perfusion.benchmarks.BenchmarkKeys;
import dev.perfusion.benchmarks.RunPopulationSimulation;
import dev.perfusion.benchmarks.profile.FlameGraphProfiler;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One benchmark over one transport, and how long it is measured.
 *
 * @param suite benchmark class
 * @param phase which of its methods
 * @param transport how the tool is reached
 * @param effort forks and iterations
 * @param batch calls per timed sample
 * @param callers at the same time
 */
record Measurement(
    Class<?> suite, Phase phase, Transport transport, Effort effort, int batch, int callers) {
  /** The process under test may not hang the build. */
  private static final TimeValue TIMEOUT = TimeValue.seconds(120);

  /** A whole population under stress takes minutes; the plan allows it twelve. */
  private static final TimeValue LONG_TIMEOUT = TimeValue.minutes(60);

  /** For one caller. */
  Measurement(Class<?> suite, Phase phase, Transport transport, Effort effort, int batch) {
    this(suite, phase, transport, effort, batch, 1);
  }

  /**
   * For forks that only are clients: the server has the machine to itself while the client needs no
   * optimising compiler and no collector threads.
   */
  private static final List<String> CLIENT_FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /**
   * Forks and iterations of a measurement; no warm-up and one iteration for single shots.
   *
   * @param forks JVMs
   * @param warmUps warm-up iterations
   * @param warmUp length of each of them
   * @param iterations measured iterations
   * @param time length of each of them
   */
  record Effort(int forks, int warmUps, Duration warmUp, int iterations, Duration time) {
    /** The same with other numbers of iterations. */
    Effort tuned(Tuning tuning) {
      if (time.isZero()) {
        return singleShots(tuning.iterations().orElse(forks));
      }
      return new Effort(
          forks,
          tuning.warmUp().orElse(warmUps),
          warmUp,
          tuning.iterations().orElse(iterations),
          time);
    }

    /** One call each in some fresh JVMs. */
    static Effort singleShots(int forks) {
      return new Effort(forks, 0, Duration.ZERO, 1, Duration.ZERO);
    }

    /** One fork. */
    static Effort oneFork(Duration warmUp, Duration time) {
      return new Effort(1, 1, warmUp, 1, time);
    }

    /** The same time in several iterations, in whose order a trend can be seen. */
    Effort inIterations(int several) {
      return new Effort(forks, warmUps, warmUp, several, time.dividedBy(several));
    }
  }

  /** JMH name of the benchmark. */
  String benchmark() {
    return suite.getName() + "." + BenchmarkKeys.method(phase);
  }

  /** The step it measures. */
  StepKey key(Optional<Path> model) {
    return BenchmarkKeys.of(benchmark(), transport.wireName(), callers, model);
  }

  /** Whether it is called again and again for some time; else it is a single shot. */
  boolean repeats() {
    return !effort.time().isZero();
  }

  /** Whether it has samples enough for a flame graph: a population, and whatever repeats. */
  boolean fillsFlameGraph() {
    return repeats() || phase == Phase.STRESS;
  }

  /** The same, as long as a flame graph takes. */
  Measurement forFlameGraph() {
    return with(repeats() ? Scenario.PROFILING : new Effort(1, 1, Duration.ZERO, 1, Duration.ZERO));
  }

  /**
   * The same under stress. Each caller runs one population in a fork: that benchmark is a single
   * shot, of which JMH keeps no more than the mean of the callers.
   */
  Measurement with(int several) {
    boolean population = suite == RunPopulationSimulation.class && repeats();
    Effort own = population ? Effort.singleShots(effort.forks()) : effort;
    return new Measurement(suite, Phase.STRESS, transport, own, batch, several);
  }

  /** Whether a server that runs already can be measured so. */
  boolean suitsRunningServer() {
    return sharesServer() && phase != Phase.COLD_CACHE;
  }

  /** The same with another effort. */
  Measurement with(Effort other) {
    return new Measurement(suite, phase, transport, other, batch, callers);
  }

  /** Whether it may talk to a server that runs already. */
  boolean sharesServer() {
    return transport != Transport.INPROCESS && phase != Phase.COLD_JVM;
  }

  /** JMH options for a timed run. */
  Options timed(BenchSettings settings, Path log) {
    return base(settings, log).build();
  }

  /** JMH options for a run whose only result is a flame graph. */
  Options profiled(BenchSettings settings, ProfileKind kind, Path log) {
    return base(settings, log)
        .addProfiler(FlameGraphProfiler.class, kind.wireName())
        .jvmArgsPrepend("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints")
        .build();
  }

  private ChainedOptionsBuilder base(BenchSettings settings, Path log) {
    List<String> jvmArgs = new ArrayList<>(settings.jvmArgs());
    jvmArgs.add("--enable-native-access=ALL-UNNAMED");
    if (transport != Transport.INPROCESS) {
      jvmArgs.addAll(CLIENT_FLAGS);
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark()) + "$")
            .param(BenchmarkKeys.TRANSPORT, transport.wireName())
            .threads(callers)
            .forks(effort.forks())
            .measurementIterations(effort.iterations())
            .operationsPerInvocation(batch)
            .shouldFailOnError(true)
            .timeout(phase == Phase.STRESS ? LONG_TIMEOUT : TIMEOUT)
            .jvmArgsAppend(jvmArgs.toArray(String[]::new))
            .output(log.toString());
    options.warmupIterations(effort.warmUps());
    if (!effort.time().isZero()) {
      options.warmupTime(time(effort.warmUp())).measurementTime(time(effort.time()));
    }
    return options;
  }

  private static TimeValue time(Duration duration) {
    return TimeValue.milliseconds(duration.toMillis());
  }
}
