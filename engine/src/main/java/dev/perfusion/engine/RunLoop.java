package dev.perfusion.engine;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.RunSystem;
import dev.perfusion.engine.solver.IntegrationException;
import dev.perfusion.engine.solver.SolverStatistics;
import dev.perfusion.engine.solver.StiffIntegrator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One run: integrates from stop point to stop point, stores outputs, fires events, restarts the
 * integrator.
 *
 * <p>Stop points are the output times, the times that event conditions name and the restart times
 * of tables. At each the order is: store the outputs (values before events), check for negative
 * values, fire events, restart if something changed.
 */
final class RunLoop {
  /** On repeated failure the tolerances drop to these, then to a tenth of what they were. */
  private static final double ABS_TOL_FLOOR = 1e-12;

  private static final double REL_TOL_FLOOR = 1e-9;

  /** A run that goes on in spite of warnings stops when it has so many. */
  private static final int MAX_WARNINGS = 10_000;

  private final List<Species> states;
  private final Problem problem;
  private final RunOptions options;
  private final RunControl control;
  private final double[] outputTimes;
  private final List<String> warnings = new ArrayList<>();
  private SolverStatistics spent = SolverStatistics.NONE;
  private SolverSettings settings;

  private RunSystem ode;
  private StiffIntegrator integrator;
  private double[] y;
  private OutputTable table;
  private int[] guarded;

  /** Makes what a run needs; asked again when the run starts anew with tighter tolerances. */
  interface Problem {
    /** A fresh system. */
    RunSystem system();

    /** An integrator for it. */
    StiffIntegrator integrator(RunSystem system, SolverSettings settings);

    /** Where its outputs go. */
    default OutputTable table(RunSystem system, int length) {
      return new OutputTable(system, length);
    }
  }

  /**
   * What a run gives.
   *
   * @param columns one array per output of the system, one value per output time
   */
  record Trajectory(
      double[] times,
      double[][] columns,
      SolverStatistics statistics,
      List<String> warnings,
      long nanos) {}

  /**
   * @param states names the states, for messages
   * @param outputTimes increasing, 0 first
   */
  RunLoop(
      List<Species> states,
      double[] outputTimes,
      Problem problem,
      RunOptions options,
      RunControl control) {
    this.states = states;
    this.outputTimes = outputTimes;
    this.problem = problem;
    this.options = options;
    this.control = control;
    settings = options.settings();
  }

  Trajectory run() {
    long start = System.nanoTime();
    if (outputTimes.length < 2) {
      throw new SimulationFailedException(
          0, "the output schema has no time after 0: nothing to simulate", List.of());
    }
    integrateWithFallback();
    return new Trajectory(
        outputTimes,
        table.columns(),
        spent.plus(integrator.statistics()),
        List.copyOf(warnings),
        System.nanoTime() - start);
  }

  private void integrateWithFallback() {
    while (true) {
      try {
        integrate();
        return;
      } catch (IntegrationException e) {
        boolean reducible =
            e.kind() != IntegrationException.Cause.NOT_FINITE
                && (settings.absTol() > ABS_TOL_FLOOR || settings.relTol() > REL_TOL_FLOOR);
        if (!reducible) {
          throw new SimulationFailedException(e.time(), e.reason(), blamed(e.states()));
        }
        spent = spent.plus(integrator.statistics()).plusToleranceReduction();
        SolverSettings tighter =
            settings.withTolerances(
                Math.min(ABS_TOL_FLOOR, settings.absTol() / 10),
                Math.min(REL_TOL_FLOOR, settings.relTol() / 10));
        warnings.add(
            e.reason()
                + " (t = "
                + e.time()
                + " min, at "
                + String.join(", ", blamed(e.states()))
                + "); repeated with absTol "
                + tighter.absTol()
                + " and relTol "
                + tighter.relTol());
        settings = tighter;
      }
    }
  }

  private List<String> blamed(int[] indices) {
    return Arrays.stream(indices)
        .mapToObj(i -> states.get(i % states.size()).path())
        .distinct()
        .toList();
  }

  private void integrate() {
    ode = problem.system();
    integrator = problem.integrator(ode, settings);
    if ((long) ode.outputCount() * outputTimes.length > Limit.RESULT_VALUES.value()) {
      throw new SimulationFailedException(
          0,
          "the results would be "
              + ode.outputCount()
              + " quantities at "
              + outputTimes.length
              + " times: "
              + Limit.RESULT_VALUES.exceeded()
              + ", or select fewer outputs or times",
          List.of());
    }
    table = problem.table(ode, outputTimes.length);
    checkStart();
    y = ode.initialState();
    store(0, 0);
    double end = outputTimes[outputTimes.length - 1];
    double[] hardStops = hardStops(end);
    int nextOutput = 1;
    int nextStop = 0;
    ode.between(0, hardStops.length > 0 ? hardStops[0] : end);
    ode.fireEvents(0, y);
    integrator.start(0, y);
    while (nextOutput < outputTimes.length) {
      double limit = nextStop < hardStops.length ? hardStops[nextStop] : end;
      double target = Math.min(limit, outputTimes[nextOutput]);
      advance(target, limit, end);
      if (target == outputTimes[nextOutput]) {
        store(nextOutput, target);
        checkNegative(target);
        nextOutput++;
      }
      boolean restart = nextStop < hardStops.length && target == limit && isRestart(target);
      if (nextStop < hardStops.length && target == limit) {
        nextStop++;
        ode.between(limit, nextStop < hardStops.length ? hardStops[nextStop] : end);
      }
      if (ode.fireEvents(target, y) || restart) {
        integrator.start(target, y);
      }
    }
  }

  private double[] restartTimes;

  private double[] hardStops(double end) {
    restartTimes = sortedWithin(ode.restartTimes(), end);
    double[] events = sortedWithin(ode.eventTimes(), end);
    double[] stops = Arrays.copyOf(restartTimes, restartTimes.length + events.length);
    System.arraycopy(events, 0, stops, restartTimes.length, events.length);
    return sortedWithin(stops, end);
  }

  /** Those after 0 and up to the end, increasing, each once. */
  private static double[] sortedWithin(double[] times, double end) {
    double[] found = new double[times.length];
    int count = 0;
    for (double t : times) {
      if (t > 0 && t <= end) {
        found[count++] = t;
      }
    }
    Arrays.sort(found, 0, count);
    int kept = 0;
    for (int k = 0; k < count; k++) {
      if (kept == 0 || found[k] != found[kept - 1]) {
        found[kept++] = found[k];
      }
    }
    return Arrays.copyOf(found, kept);
  }

  private boolean isRestart(double t) {
    return Arrays.binarySearch(restartTimes, t) >= 0;
  }

  private void advance(double target, double limit, double end) {
    int steps = 0;
    while (integrator.time() < target) {
      if (!control.proceed(integrator.time(), end)) {
        throw new SimulationStoppedException(integrator.time());
      }
      if (++steps > settings.maxSteps()) {
        tooManySteps(target);
        steps = 0;
      }
      integrator.step(limit);
    }
    integrator.interpolate(target, y);
  }

  private void tooManySteps(double target) {
    String reason = settings.maxSteps() + " internal steps did not reach t = " + target + " min";
    List<String> blamed = blamed(integrator.limitingStates());
    if (options.stopOnWarnings() || warnings.size() >= MAX_WARNINGS) {
      throw new SimulationFailedException(
          integrator.time(), reason + "; raise MxStep or loosen the tolerances", blamed);
    }
    warnings.add(reason + " (t = " + integrator.time() + " min): " + String.join(", ", blamed));
  }

  private void store(int position, double t) {
    ode.outputs(t, y, tolerance(), table.row(position));
  }

  /** The absolute tolerance that outputs and the check for negative values go by. */
  private double tolerance() {
    return Math.min(settings.absTol(), options.settings().absTol());
  }

  private void checkStart() {
    List<Species> undefined = ode.undefinedStartValues();
    if (!undefined.isEmpty()) {
      throw new SimulationFailedException(
          0, "Initial value is not a number", undefined.stream().map(Species::path).toList());
    }
    List<Species> negative = ode.negativeStartValues();
    if (settings.checkNegativeValues() && !negative.isEmpty()) {
      throw new SimulationFailedException(
          0,
          "Initial value is negative, but the quantity may not be negative",
          negative.stream().map(Species::path).toList());
    }
    guarded =
        IntStream.range(0, states.size())
            .filter(i -> settings.checkNegativeValues() && !states.get(i).negativeValuesAllowed())
            .toArray();
  }

  private void checkNegative(double t) {
    double limit = -100 * tolerance();
    // the sign of the difference, without a branch per state
    long signs = 0;
    for (int i : guarded) {
      signs |= Double.doubleToRawLongBits(y[i] - limit);
    }
    if (signs < 0 && Arrays.stream(guarded).anyMatch(i -> y[i] < limit)) {
      throw new SimulationFailedException(
          t,
          "Some quantities became negative when trying to reach t="
              + t
              + "; tighten the tolerances tenfold, or allow negative values for them",
          blamed(Arrays.stream(guarded).filter(i -> y[i] < limit).toArray()));
    }
  }
}
