package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.ExpressionEvaluator;
import dev.perfusion.engine.formula.Limit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Numbers that are needed while a pkml is read: distributed parameters, solver settings, output
 * intervals. Formulas are computed at time 0.
 */
final class LoadTimeValues {
  private final FormulaCache formulas;
  private final PathResolver paths;
  private final Set<Entity> inWork = new HashSet<>();
  private final Map<Entity, Double> known = new HashMap<>();
  private final long maxChain = Limit.VALUE_CHAIN.value();

  LoadTimeValues(FormulaCache formulas, PathResolver paths) {
    this.formulas = formulas;
    this.paths = paths;
  }

  double of(Entity quantity) {
    String formulaId = quantity.formulaId();
    if (formulaId == null) {
      return quantity.value();
    }
    Double before = known.get(quantity);
    if (before != null) {
      return before;
    }
    if (!inWork.add(quantity)) {
      throw quantity.error("its value depends on itself");
    }
    if (inWork.size() > maxChain) {
      throw quantity.error("has " + Limit.VALUE_CHAIN.exceeded());
    }
    try {
      double value = of(formulas.formula(formulaId, quantity), quantity);
      known.put(quantity, value);
      return value;
    } finally {
      inWork.remove(quantity);
    }
  }

  private double of(FormulaEntry formula, Entity user) {
    return switch (formula.tag()) {
      case "ConstantFormula" -> formula.attributes().number("value", Double.NaN, formula);
      case "Formula" ->
          ExpressionEvaluator.evaluate(
              formula.expression(), alias -> reference(formula.reference(alias), user));
      case "NormalDistributionFormula" ->
          part(user, "Mean") + part(user, "Deviation") * percentileQuantile(user);
      case "LogNormalDistributionFormula" ->
          Math.exp(
              Math.log(part(user, "Mean"))
                  + Math.log(part(user, "GeometricDeviation")) * percentileQuantile(user));
      case "UniformDistributionFormula" -> {
        double minimum = part(user, "Minimum");
        yield minimum + part(user, "Percentile") * (part(user, "Maximum") - minimum);
      }
      case "DiscreteDistributionFormula" -> part(user, "Mean");
      default ->
          throw user.error(
              "its value is needed while the file is read, which a "
                  + formula.tag()
                  + " does not allow");
    };
  }

  private double reference(FormulaEntry.Reference reference, Entity user) {
    return reference.isTime() ? 0 : of(paths.resolve(reference.elements(), user));
  }

  private double percentileQuantile(Entity distributed) {
    return NormalDistribution.quantile(part(distributed, "Percentile"));
  }

  private double part(Entity distributed, String name) {
    Entity part = distributed.child(name);
    if (part == null) {
      throw distributed.error("its distribution has no \"" + name + '"');
    }
    return of(part);
  }
}
