package dev.perfusion.verification.fuzz;

import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import java.util.List;
import java.util.Map;

/** A model around one formula, so that everything that is done to a formula is done to it. */
final class FormulaModel {
  private static final Map<String, Integer> REFERENCES =
      Map.of("x", 1, "y", 2, "k", 3, "T", 4, "Time", Formula.TIME);

  private FormulaModel() {}

  /** The formula is the rate of x, an initial value, an observer, a condition, an assignment. */
  static Model withRate(String text, Expression expression) {
    Formula formula = new Formula.Explicit(text, expression, REFERENCES);
    return new Model(
        "M",
        "in memory",
        "|",
        List.of(
            parameter(3, "k", new Formula.Constant(0.5)),
            parameter(4, "T", new Formula.Constant(2))),
        List.of(
            species(1, "x", new Formula.Constant(1), formula),
            species(2, "y", new Formula.Constant(3), new Formula.Constant(-0.1))),
        List.of(new Observer(5, "o", "o", "M|o", "", "", formula, true)),
        List.of(new Event("e", "M|e", formula, true, List.of(assignment(formula)))),
        SolverSettings.DEFAULT,
        new OutputSchema(List.of(new OutputSchema.Interval(0, 10, 11)), List.of()),
        List.of());
  }

  private static Event.Assignment assignment(Formula formula) {
    return new Event.Assignment(2, formula, true);
  }

  private static Parameter parameter(int id, String name, Formula formula) {
    return new Parameter(id, name, name, "M|" + name, "", "", formula, false, true);
  }

  private static Species species(int id, String name, Formula initial, Formula rate) {
    return new Species(
        id,
        name,
        name,
        "M|" + name,
        "",
        "",
        initial,
        List.of(new RateTerm(1, rate, RateTerm.NO_VOLUME)),
        1,
        true,
        true);
  }
}
