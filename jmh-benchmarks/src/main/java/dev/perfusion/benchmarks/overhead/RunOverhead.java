package dev.perfusion.benchmarks.overhead;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code run_simulation} in process, waiting for its end, beside a run of the bare engine with the
 * same model and parameters, in turns. Job record, audit and result are kept.
 */
final class RunOverhead {
  private static final Map<String, Object> RUN = Map.of("simulationId", "demo", "waitMs", 60_000);

  private RunOverhead() {}

  /**
   * Times of pairs.
   *
   * @param difference bridge minus engine of the same pair
   */
  record Times(Spread engine, Spread bridge, Spread difference) {}

  /**
   * Pairs, after the warm-up.
   *
   * @param durable jobs and results go to a state file too, and survive the process
   */
  static Times measure(Path state, int pairs, boolean durable) throws IOException {
    BridgeConfig.Builder config =
        BridgeConfig.builder()
            .auditEnabled(true)
            .auditDirectory(state.resolve(durable ? "audit-durable" : "audit-run"))
            .jobWorkerThreads(1);
    if (durable) {
      config.stateFile(state.resolve("state").resolve("jobs.db"));
    }
    try (Bridge bridge = Bridge.open(config.build());
        InputStream stream = DemoModel.open()) {
      bridge.call(new LoadSimulation.Request("demo", "demo"));
      SimulationRun bare = Simulation.load(stream, "demo").newRun();
      long[] engineNanos = new long[pairs];
      long[] bridgeNanos = new long[pairs];
      long[] difference = new long[pairs];
      long warm = System.nanoTime() + HttpOverhead.WARM_UP_NANOS;
      while (System.nanoTime() - warm < 0) {
        bareRun(bare);
        bridgeRun(bridge);
      }
      for (int i = 0; i < pairs; i++) {
        engineNanos[i] = bareRun(bare);
        bridgeNanos[i] = bridgeRun(bridge);
        difference[i] = bridgeNanos[i] - engineNanos[i];
      }
      return new Times(Spread.of(engineNanos), Spread.of(bridgeNanos), Spread.of(difference));
    }
  }

  private static long bareRun(SimulationRun run) {
    long start = System.nanoTime();
    if (run.copy().execute().statistics().steps() == 0) {
      throw new IllegalStateException("the solver took no steps");
    }
    return System.nanoTime() - start;
  }

  private static long bridgeRun(Bridge bridge) {
    long start = System.nanoTime();
    RunSimulation.Response done = (RunSimulation.Response) bridge.call("run_simulation", RUN);
    long nanos = System.nanoTime() - start;
    if (!done.status().equals("succeeded")) {
      throw new IllegalStateException("the job is " + done.status());
    }
    return nanos;
  }
}
