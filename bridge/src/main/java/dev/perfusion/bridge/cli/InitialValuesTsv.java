package dev.perfusion.bridge.cli;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.Species;
import java.io.IOException;
import java.util.List;

/**
 * All values at time 0 as tab-separated text: kind ({@code P}, {@code S}, {@code O}), id, entity
 * id, path without the simulation name, value, and what else matters: number of table points
 * ({@code tab=}) of a parameter, whose value is then NaN; scale factor ({@code sf=}) of a species.
 * A value has as many digits as it takes to get the same double again.
 */
final class InitialValuesTsv {
  private InitialValuesTsv() {}

  static void write(Simulation simulation, Appendable out) throws IOException {
    SimulationRun run = simulation.newRun();
    Model model = simulation.model();
    out.append("kind\tid\tentityId\tpath\tvalue\textra\n");
    for (List<? extends Quantity> kind :
        List.of(model.parameters(), model.species(), model.observers())) {
      for (Quantity quantity : kind) {
        out.append(kind(quantity)).append('\t');
        out.append(Integer.toString(quantity.id())).append('\t');
        out.append(quantity.entityId()).append('\t');
        out.append(simulation.quantity(quantity.path()).path()).append('\t');
        double value = points(quantity) > 0 ? Double.NaN : run.value(quantity);
        out.append(number(value)).append('\t');
        out.append(extra(quantity)).append('\n');
      }
    }
  }

  /** Number of parameters that are given by points. */
  static long tables(Model model) {
    return model.parameters().stream().filter(p -> p.formula() instanceof Formula.Table).count();
  }

  private static String kind(Quantity quantity) {
    return quantity instanceof Parameter ? "P" : quantity instanceof Observer ? "O" : "S";
  }

  private static String extra(Quantity quantity) {
    if (quantity instanceof Parameter) {
      return "tab=" + points(quantity);
    }
    return quantity instanceof Species species ? "sf=" + number(species.scaleFactor()) : "";
  }

  private static int points(Quantity quantity) {
    return quantity instanceof Parameter parameter
            && parameter.formula() instanceof Formula.Table table
        ? table.points().size()
        : 0;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
