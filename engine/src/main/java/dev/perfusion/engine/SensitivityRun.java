package dev.perfusion.engine;

import dev.perfusion.engine.linear.RepeatedBlock;
import dev.perfusion.engine.linear.SymbolicLu;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.ode.CompiledModel;
import dev.perfusion.engine.ode.InitialValues;
import dev.perfusion.engine.ode.ModelCompiler;
import dev.perfusion.engine.ode.RunSystem;
import dev.perfusion.engine.ode.SensitivityModel;
import dev.perfusion.engine.ode.SensitivityOde;
import dev.perfusion.engine.solver.BdfIntegrator;
import dev.perfusion.engine.solver.Method;
import dev.perfusion.engine.solver.StiffIntegrator;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Compiles a model with its derivatives and runs both. */
final class SensitivityRun implements RunLoop.Problem {
  static final double ABS_TOL = 1e-12;
  static final double REL_TOL = 1e-9;

  private final Simulation simulation;
  private final List<Quantity> parameters;
  private final SensitivityModel model;
  private final SymbolicLu block;
  private final double[] numbers;
  private final double[] values;

  SensitivityRun(
      Simulation simulation,
      SortedMap<Integer, Double> changed,
      OutputSelection outputs,
      List<Quantity> parameters) {
    this.simulation = simulation;
    this.parameters = parameters;
    model =
        ModelCompiler.compileWithSensitivities(
            simulation.index(),
            List.copyOf(changed.keySet()),
            simulation.outputIds(outputs),
            parameters.stream().map(Quantity::id).toList());
    block = simulation.analysed(model.model().pattern());
    numbers = changed.values().stream().mapToDouble(Double::doubleValue).toArray();
    InitialValues initial = new InitialValues(simulation.index(), changed);
    values = parameters.stream().mapToDouble(p -> initial.value(p.id())).toArray();
    for (int j = 0; j < values.length; j++) {
      values[j] = Double.isFinite(values[j]) ? values[j] : 0;
    }
  }

  @Override
  public RunSystem system() {
    return new SensitivityOde(model, numbers, values);
  }

  @Override
  public StiffIntegrator integrator(RunSystem system, SolverSettings settings) {
    SymbolicLu whole = SymbolicLu.ofIterationMatrix(system.jacobianPattern());
    RepeatedBlock solver =
        new RepeatedBlock(block.numeric(), block.pattern().nonZeros(), 1 + parameters.size());
    SolverSettings own = Method.BDF.own(settings);
    SolverSettings tight =
        own.withTolerances(Math.min(own.absTol(), ABS_TOL), Math.min(own.relTol(), REL_TOL));
    return new BdfIntegrator(system, whole, solver, tight);
  }

  Sensitivities execute(RunOptions options, RunControl control) {
    CompiledModel compiled = model.model();
    RunLoop.Trajectory run =
        new RunLoop(
                compiled.states(),
                simulation.outputTimes(options.timeResolution()),
                this,
                options,
                control)
            .run();
    int outputs = compiled.outputs().size();
    List<Sensitivities.Series> series = new ArrayList<>();
    for (int k = 0; k < outputs; k++) {
      QuantityInfo quantity = simulation.info(compiled.outputs().get(k).quantity());
      for (int j = 0; j < parameters.size(); j++) {
        series.add(
            new Sensitivities.Series(
                quantity,
                simulation.info(parameters.get(j)),
                run.columns()[(1 + j) * outputs + k]));
      }
    }
    return new Sensitivities(
        simulation.name(),
        run.times(),
        List.copyOf(series),
        run.statistics(),
        run.warnings(),
        run.nanos());
  }
}
