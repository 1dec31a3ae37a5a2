package dev.perfusion.benchmarks.compare;

import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** How long does a run go on after it was told to stop, or after its deadline? */
final class StopLatency implements Section {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double BAR_NS = 10e6;
  private static final int STATES = 5000;

  @Override
  public String key() {
    return "h";
  }

  @Override
  public String title() {
    return "Cancel and deadline";
  }

  /**
   * A run that was stopped.
   *
   * @param latency from the deadline to the end of the run, ns
   * @param longestAsk longest CPU time between two questions whether to go on, ns
   */
  private record Stop(double latency, double longestAsk) {}

  @Override
  public Findings measure(Bench bench) throws IOException {
    Map<String, Simulation> models = new LinkedHashMap<>();
    models.put("POPsim", Simulation.load(bench.xml("POPsim")));
    models.put("PKSim_Input_NewSchema_01", Simulation.load(bench.xml("PKSim_Input_NewSchema_01")));
    models.put(
        "generated, " + STATES + " states",
        Simulation.load(
            new ByteArrayInputStream(WholeBodyModel.ofStates(STATES).bytes()), "generated.pkml"));
    MarkdownTable table =
        new MarkdownTable(
            "model", "median us", "95 % us", "longest us", "longest between two questions, CPU us");
    double worst = 0;
    double longestAsk = 0;
    boolean kept = true;
    for (Map.Entry<String, Simulation> model : models.entrySet()) {
      List<Stop> stops = stops(model.getValue().newRun(), bench.effort().stops());
      double[] latencies = stops.stream().mapToDouble(Stop::latency).toArray();
      double longest = Sample.quantile(1, latencies);
      double ask = stops.stream().mapToDouble(Stop::longestAsk).max().orElseThrow();
      worst = Math.max(worst, longest);
      longestAsk = Math.max(longestAsk, ask);
      kept &= longest <= Math.max(BAR_NS, ask);
      bench.progress(model.getKey() + " " + Figures.us(longest) + " us");
      table.row(
          model.getKey(),
          Figures.us(Sample.median(latencies)),
          Figures.us(Sample.quantile(0.95, latencies)),
          Figures.us(longest),
          Figures.us(ask));
    }
    return new Findings(
        List.of(
            new Bar(
                "cancel or deadline reaches the loop",
                "<= 10 ms, or one kernel call",
                "",
                Figures.us(worst)
                    + " us at most; between two questions "
                    + Figures.us(longestAsk)
                    + " us of CPU time",
                Bar.Verdict.of(kept))),
        """
        %d runs of each model get deadlines at random moments of a run. Latency: wall time from the deadline to the moment at which `execute` has thrown. The question
        whether to go on is asked once per internal step; the CPU time between two questions is what the engine itself adds, without what else the machine does.

        """
                .formatted(bench.effort().stops())
            + table);
  }

  private static List<Stop> stops(SimulationRun run, int count) {
    run.generateCode();
    run.execute();
    long start = System.nanoTime();
    run.execute();
    long whole = System.nanoTime() - start;
    SplittableRandom random = new SplittableRandom(1);
    return random
        .doubles(Long.MAX_VALUE, 0, 0.9)
        .mapToObj(share -> stop(run, (long) (share * whole)))
        .filter(stop -> stop.latency() >= 0)
        .limit(count)
        .toList();
  }

  /** Negative latency: the run was over before its deadline. */
  private static Stop stop(SimulationRun run, long after) {
    Deadline deadline = new Deadline(System.nanoTime() + after);
    try {
      run.execute(deadline);
      return new Stop(-1, 0);
    } catch (SimulationStoppedException e) {
      return new Stop(System.nanoTime() - deadline.end, deadline.longest);
    }
  }

  private static final class Deadline implements RunControl {
    private final long end;
    private long lastCpu = THREADS.getCurrentThreadCpuTime();
    private long longest;

    Deadline(long end) {
      this.end = end;
    }

    @Override
    public boolean proceed(double time, double last) {
      long cpu = THREADS.getCurrentThreadCpuTime();
      longest = Math.max(longest, cpu - lastCpu);
      lastCpu = cpu;
      return System.nanoTime() < end;
    }
  }
}
