package dev.perfusion.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import dev.perfusion.benchmarks.engine.Tier;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where does the time of a run go, and what does it allocate? */
final class KernelCosts implements Section {
  /** Sum of kernel calls of a prototype, ms (engine-limits of the project's design notes). */
  private static final Map<String, Double> FLOOR_MS = new LinkedHashMap<>();

  static {
    FLOOR_MS.put("POPsim", 0.30);
    FLOOR_MS.put("pH_Solubility_Table", 0.25);
    FLOOR_MS.put("12.0_Brockmoller2005_CPA", 0.65);
  }

  private static final double NANOS_PER_MS = 1e6;
  private static final double KB = 1024;
  private static final int TIGHTER = 100;
  private static final int LEAST_WARM_RUNS = 20;

  @Override
  public String key() {
    return "k";
  }

  @Override
  public String title() {
    return "Where the time of a run goes";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    List<Path> models = new ArrayList<>();
    for (String name : FLOOR_MS.keySet()) {
      models.add(bench.xml(name));
    }
    Path work = bench.request().root().resolve("jmh-benchmarks/target/bench/engine");
    JmhKernels jmh = JmhKernels.measure(models, bench.request().quick(), work);
    MarkdownTable kernels =
        new MarkdownTable(
            "model", "tier", "rhs ns", "Jacobian ns", "LU ns", "solve ns", "outputs ns", "run ms");
    MarkdownTable shares =
        new MarkdownTable(
            "model",
            "run us",
            "rhs",
            "Jacobians",
            "LU",
            "solves",
            "outputs",
            "sum of kernels",
            "rest",
            "rest per step ns",
            "floor us",
            "run / floor");
    MarkdownTable loading = new MarkdownTable("model", "read ms", "compile ms", "generate ms");
    MarkdownTable memory =
        new MarkdownTable(
            "model", "a run allocates KB", "of that results KB", "per further step bytes");
    double worst = 0;
    int next = 0;
    for (Map.Entry<String, Double> model : FLOOR_MS.entrySet()) {
      String name = model.getKey();
      Path file = models.get(next++);
      for (Tier tier : Tier.values()) {
        kernels.row(
            name,
            tier == Tier.TAPE ? "first" : "second",
            Figures.plain(jmh.score("rhs", file, tier)),
            Figures.plain(jmh.score("jacobian", file, tier)),
            Figures.plain(jmh.score("factorise", file, tier)),
            Figures.plain(jmh.score("solve", file, tier)),
            Figures.plain(jmh.score("outputs", file, tier)),
            Figures.ms(jmh.score("execute", file, tier)));
      }
      loading.row(
          name,
          Figures.plain(jmh.score("read", file)),
          Figures.plain(jmh.score("compile", file)),
          Figures.plain(jmh.score("generate", file)));
      SimulationRun run = Simulation.load(file).newRun();
      Results results = run.execute();
      shares.row(shares(name, jmh, file, results, model.getValue() * NANOS_PER_MS));
      double perStep = bytesPerStep(run);
      worst = Math.max(worst, perStep);
      memory.row(
          name,
          Figures.plain(jmh.allocation(file, Tier.GENERATED) / KB),
          Figures.plain(stored(results) / KB),
          Figures.plain(perStep));
    }
    return new Findings(
        List.of(
            Bar.atMost(
                "allocation per internal step of a warm run",
                worst,
                1,
                "nothing (< 1 byte)",
                "",
                Figures.plain(worst) + " bytes")),
        """
        JMH, one fork each: `EngineKernels` at a point of a real trajectory, `EngineRuns` a whole run. %s

        %s
        Calls times nanoseconds, second tier; solves are counted as Newton iterations. Rest: vectors of the integrator, step size and order, events, storing.
        Floor: the sum of kernel calls of a prototype on this kind of machine (design notes), Java 17.

        %s
        Loading, warm JVM:

        %s
        Memory (`gc.alloc.rate.norm`; per further step: the same run with tolerances %d times smaller, difference of the bytes over difference of the steps):

        %s"""
            .formatted(
                flameGraphs(bench, models, work), kernels, shares, loading, TIGHTER, memory));
  }

  private static Object[] shares(
      String name, JmhKernels jmh, Path file, Results results, double floor) {
    Tier tier = Tier.GENERATED;
    SolverStatistics s = results.statistics();
    double run = jmh.score("execute", file, tier);
    double rhs = s.rhsCalls() * jmh.score("rhs", file, tier);
    double jacobians = s.jacobians() * jmh.score("jacobian", file, tier);
    double lu = s.factorisations() * jmh.score("factorise", file, tier);
    double solves = s.newtonIterations() * jmh.score("solve", file, tier);
    double outputs = results.times().length * jmh.score("outputs", file, tier);
    double sum = rhs + jacobians + lu + solves + outputs;
    return new Object[] {
      name,
      Figures.us(run),
      calls(s.rhsCalls(), rhs),
      calls(s.jacobians(), jacobians),
      calls(s.factorisations(), lu),
      calls(s.newtonIterations(), solves),
      calls(results.times().length, outputs),
      Figures.us(sum),
      Figures.us(run - sum),
      Figures.plain((run - sum) / s.steps()),
      Figures.us(floor),
      Figures.times(run / floor)
    };
  }

  private static String calls(long count, double nanos) {
    return count + " = " + Figures.us(nanos);
  }

  private static double stored(Results results) {
    double bytes = Double.BYTES * (double) results.times().length;
    for (Results.Series series : results.series()) {
      bytes += Double.BYTES * (double) series.values().length;
    }
    return bytes;
  }

  /** How much more a run allocates for each step that it does more. */
  private static double bytesPerStep(SimulationRun run) {
    run.generateCode();
    SimulationRun tighter = run.copy();
    tighter.setTolerances(run.settings().absTol() / TIGHTER, run.settings().relTol() / TIGHTER);
    long steps = tighter.execute().statistics().steps() - run.execute().statistics().steps();
    return (double) (allocated(tighter) - allocated(run)) / steps;
  }

  /** Bytes of one run; the compilers have settled by then. */
  private static long allocated(SimulationRun run) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LEAST_WARM_RUNS; i++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      run.execute();
      least =
          Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
    }
    return least;
  }

  private static String flameGraphs(Bench bench, List<Path> models, Path work) {
    try {
      JmhKernels.profile(
          models.get(0),
          bench.request().quick(),
          work.resolve("profile"),
          bench.request().root().resolve("profiling/out").toAbsolutePath().normalize());
      return "Flame graph of each on the first model: `profiling/out/EngineKernels-*.html`, `EngineRuns-*.html` (written, not committed).";
    } catch (IOException e) {
      return "Flame graphs could not be taken: " + e.getMessage();
    }
  }
}
