package dev.perfusion.engine;

import dev.perfusion.engine.Simulation.Compilation;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.ModelOde;
import dev.perfusion.engine.solver.BdfIntegrator;
import dev.perfusion.engine.solver.IntegrationException;
import dev.perfusion.engine.solver.SolverStatistics;
import dev.perfusion.engine.solver.StiffIntegrator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

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

  /**
   * Share of the tolerances that the integrator is given. With it the error of a run is no larger
   * than that of CVODES at the tolerances asked for, on every reference model; see docs/engine.md.
   */
  private static final double TOLERANCE_FACTOR = 0.3;

  private final Simulation simulation;
  private final Compilation compilation;
  private final double[] numbers;
  private final RunControl control;
  private final double[] outputTimes;
  private final List<String> warnings = new ArrayList<>();
  private SolverSettings settings;

  private ModelOde ode;
  private StiffIntegrator integrator;
  private double[] y;
  private double[][] columns;
  private double[] row;
  private boolean[] guarded;

  RunLoop(
      Simulation simulation,
      Compilation compilation,
      double[] numbers,
      SolverSettings settings,
      RunControl control) {
    this.simulation = simulation;
    this.compilation = compilation;
    this.numbers = numbers;
    this.settings = settings;
    this.control = control;
    outputTimes = simulation.model().outputs().outputTimes();
  }

  Results run() {
    long start = System.nanoTime();
    if (outputTimes.length < 2) {
      throw new SimulationFailedException(
          0, "the output schema has no time after 0: nothing to simulate", List.of());
    }
    integrateWithFallback();
    return results(integrator.statistics(), System.nanoTime() - start);
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
          throw new SimulationFailedException(e.time(), e.getMessage(), blamed(e.states()));
        }
        SolverSettings tighter =
            settings.withTolerances(
                Math.min(ABS_TOL_FLOOR, settings.absTol() / 10),
                Math.min(REL_TOL_FLOOR, settings.relTol() / 10));
        warnings.add(
            e.getMessage()
                + " (t = "
                + e.time()
                + " min); repeated with absTol "
                + tighter.absTol()
                + " and relTol "
                + tighter.relTol());
        settings = tighter;
      }
    }
  }

  private List<String> blamed(int[] states) {
    List<Species> species = compilation.model().states();
    return Arrays.stream(states).mapToObj(i -> species.get(i).path()).toList();
  }

  private void integrate() {
    CompiledModel model = compilation.model();
    ode = new ModelOde(model, numbers);
    SolverSettings internal =
        settings.withTolerances(
            TOLERANCE_FACTOR * settings.absTol(), TOLERANCE_FACTOR * settings.relTol());
    integrator = new BdfIntegrator(ode, compilation.lu(), internal);
    columns = new double[model.outputs().size()][outputTimes.length];
    row = new double[columns.length];
    checkStart();
    y = ode.initialState();
    store(0, 0);
    ode.fireEvents(0, y);
    integrator.start(0, y);
    double end = outputTimes[outputTimes.length - 1];
    double[] hardStops = hardStops(end);
    int nextOutput = 1;
    int nextStop = 0;
    ode.between(0, hardStops.length > 0 ? hardStops[0] : end);
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
    restartTimes = Arrays.stream(ode.restartTimes()).filter(t -> t > 0 && t <= end).toArray();
    TreeSet<Double> stops = new TreeSet<>();
    Arrays.stream(restartTimes).forEach(stops::add);
    Arrays.stream(ode.eventTimes()).filter(t -> t > 0 && t <= end).forEach(stops::add);
    return stops.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private boolean isRestart(double t) {
    return Arrays.stream(restartTimes).anyMatch(x -> x == t);
  }

  private void advance(double target, double limit, double end) {
    int steps = 0;
    while (integrator.time() < target) {
      if (!control.proceed(integrator.time(), end)) {
        throw new SimulationStoppedException(integrator.time());
      }
      if (++steps > settings.maxSteps()) {
        throw new SimulationFailedException(
            integrator.time(),
            settings.maxSteps()
                + " internal steps did not reach t = "
                + target
                + " min; raise MxStep or loosen the tolerances",
            List.of());
      }
      integrator.step(limit);
    }
    integrator.interpolate(target, y);
  }

  private void store(int position, double t) {
    ode.outputs(t, y, settings.absTol(), row);
    for (int k = 0; k < row.length; k++) {
      columns[k][position] = row[k];
    }
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
    List<Species> states = compilation.model().states();
    guarded = new boolean[states.size()];
    for (int i = 0; i < guarded.length; i++) {
      guarded[i] = settings.checkNegativeValues() && !states.get(i).negativeValuesAllowed();
    }
  }

  private void checkNegative(double t) {
    double limit = -100 * settings.absTol();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < guarded.length; i++) {
      if (guarded[i] && y[i] < limit) {
        paths.add(compilation.model().states().get(i).path());
      }
    }
    if (!paths.isEmpty()) {
      throw new SimulationFailedException(
          t,
          "Some quantities became negative when trying to reach t="
              + t
              + "; tighten the tolerances tenfold, or allow negative values for them",
          paths);
    }
  }

  private Results results(SolverStatistics statistics, long nanos) {
    List<Results.Series> series = new ArrayList<>();
    List<CompiledModel.Output> outputs = compilation.model().outputs();
    for (int k = 0; k < columns.length; k++) {
      series.add(new Results.Series(simulation.info(outputs.get(k).quantity()), columns[k]));
    }
    return new Results(
        simulation.name(),
        outputTimes,
        List.copyOf(series),
        statistics,
        List.copyOf(warnings),
        nanos);
  }
}
