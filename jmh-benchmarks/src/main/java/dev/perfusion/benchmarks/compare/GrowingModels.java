package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.engine.Kernels;
import dev.perfusion.benchmarks.engine.Tier;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.model.Model;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How do compiling, right-hand sides and factorisation grow with the size of the model? */
final class GrowingModels implements Section {
  private static final double SLOPE = 1.2;
  private static final int MEDIUM = 1000;
  private static final int LARGE = 20_000;
  private static final double MEDIUM_BAR_NS = 50e6;
  private static final double LARGE_BAR_NS = 10e9;
  private static final int BATCHES = 9;

  @Override
  public String key() {
    return "g";
  }

  @Override
  public String title() {
    return "Generated models of growing size";
  }

  /** What was measured of a size, ns. */
  private record Size(
      int states,
      int jacobianEntries,
      int factorEntries,
      double read,
      double compile,
      double generate,
      double rhsTape,
      double rhs,
      double jacobian,
      double luLoops,
      double lu,
      double solve) {}

  @Override
  public Findings measure(Bench bench) throws IOException {
    List<Size> sizes = new ArrayList<>();
    MarkdownTable table =
        new MarkdownTable(
            "states",
            "Jacobian entries",
            "factor entries",
            "read ms",
            "compile ms",
            "generate ms",
            "rhs tape us",
            "rhs us",
            "Jacobian us",
            "LU loops us",
            "LU us",
            "solve us");
    for (int states :
        bench.request().quick()
            ? new int[] {100, 400, 1000}
            : new int[] {100, MEDIUM, 5000, LARGE}) {
      Size size = measure(states, bench.effort());
      sizes.add(size);
      bench.progress(size.states() + " states, compiled in " + Figures.ms(size.compile()) + " ms");
      table.row(
          size.states(),
          size.jacobianEntries(),
          size.factorEntries(),
          Figures.ms(size.read()),
          Figures.ms(size.compile()),
          Figures.ms(size.generate()),
          Figures.us(size.rhsTape()),
          Figures.us(size.rhs()),
          Figures.us(size.jacobian()),
          Figures.us(size.luLoops()),
          Figures.us(size.lu()),
          Figures.us(size.solve()));
    }
    return new Findings(
        bars(sizes),
        """
        `WholeBodyModel.ofStates`. Compile: from the model as read to the first tier, analysis of the matrix included; median of several in a warm JVM, of the largest
        the second. Kernels at a point of the trajectory, median of %d batches; LU loops: without generated code, LU: with it where the matrix is small enough.
        Slopes: of the times against the non-zeros of the Jacobian, of LU against those of the factors.

        """
                .formatted(BATCHES)
            + table);
  }

  private static List<Bar> bars(List<Size> sizes) {
    List<Bar> bars = new ArrayList<>();
    double[] entries = numbers(sizes, Size::jacobianEntries);
    double[] factors = numbers(sizes, Size::factorEntries);
    bars.add(slope("compile time", entries, numbers(sizes, Size::compile)));
    bars.add(slope("RHS time, second tier", entries, numbers(sizes, Size::rhs)));
    bars.add(slope("RHS time, first tier", entries, numbers(sizes, Size::rhsTape)));
    bars.add(slope("LU time, second tier", factors, numbers(sizes, Size::lu)));
    bars.add(slope("LU time, first tier", factors, numbers(sizes, Size::luLoops)));
    for (Size size : sizes) {
      if (Math.round(size.states() / 100.0) == MEDIUM / 100) {
        bars.add(compile(MEDIUM, size, MEDIUM_BAR_NS, "<= 50 ms"));
      } else if (Math.round(size.states() / 2000.0) == LARGE / 2000) {
        bars.add(compile(LARGE, size, LARGE_BAR_NS, "<= 10 s"));
      }
    }
    return bars;
  }

  private static double[] numbers(List<Size> sizes, ToDoubleFunction<Size> number) {
    return sizes.stream().mapToDouble(number).toArray();
  }

  private static Bar slope(String what, double[] entries, double[] times) {
    double slope = Sample.logLogSlope(entries, times);
    return Bar.atMost(
        what + " against non-zeros, log-log slope",
        slope,
        SLOPE,
        "<= 1.2",
        "",
        Figures.plain(slope));
  }

  private static Bar compile(int states, Size size, double limit, String bar) {
    return Bar.atMost(
        "compile time of " + states + " states",
        size.compile(),
        limit,
        bar,
        "",
        Figures.ms(size.compile()) + " ms");
  }

  private static Size measure(int states, Effort effort) throws IOException {
    Path file = Files.createTempFile("generated", ".pkml");
    try {
      WholeBodyModel.ofStates(states).writeTo(file);
      Model[] model = new Model[1];
      SimulationRun[] run = new SimulationRun[1];
      Runnable compiling =
          () -> {
            run[0] = Simulation.of(model[0]).newRun();
            run[0].compile();
          };
      double read = warm(effort, () -> {}, () -> model[0] = ModelReader.read(file));
      double compile = warm(effort, () -> {}, compiling);
      double generate = warm(effort, compiling, () -> run[0].generateCode());
      Kernels tape = new Kernels(model[0], Tier.TAPE);
      Kernels generated = new Kernels(model[0], Tier.GENERATED);
      return new Size(
          run[0].simulation().stateCount(),
          tape.compiled().pattern().nonZeros(),
          tape.symbolic().factorNonZeros(),
          read,
          compile,
          generate,
          time(tape::rhs, effort),
          time(generated::rhs, effort),
          time(generated::jacobian, effort),
          time(tape::factorise, effort),
          time(generated::factorise, effort),
          time(generated::solve, effort));
    } finally {
      Files.delete(file);
    }
  }

  private static double time(Supplier<?> kernel, Effort effort) {
    return KernelTimer.nanos(kernel, effort.warmUp(), effort.kernel(), BATCHES);
  }

  /**
   * Nanoseconds when warm: the median of the second half of what fits into the time, at least two.
   *
   * @param before done before each call, not timed
   */
  private static double warm(Effort effort, Runnable before, Runnable action) {
    List<Double> times = new ArrayList<>();
    long end = System.nanoTime() + effort.warmUp().toNanos();
    while (times.size() < 2 || System.nanoTime() < end) {
      before.run();
      long start = System.nanoTime();
      action.run();
      times.add((double) (System.nanoTime() - start));
    }
    return Sample.median(
        times.subList(times.size() / 2, times.size()).stream()
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
