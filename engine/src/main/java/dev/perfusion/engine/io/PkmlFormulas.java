package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.model.Formula;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns formula entries of the model's cache into formulas with references resolved per user. */
final class PkmlFormulas {
  private static final int NO_ARGUMENT = -1;

  private final FormulaCache cache;
  private final PathResolver paths;
  private final LoadTimeValues values;
  private final List<String> warnings;
  private final long maxReferences = Limit.REFERENCES.value();
  private long used;

  PkmlFormulas(
      FormulaCache cache, PathResolver paths, LoadTimeValues values, List<String> warnings) {
    this.cache = cache;
    this.paths = paths;
    this.values = values;
    this.warnings = warnings;
  }

  /** Value of a quantity: fixed number, formula, or stored number; NaN when it has none. */
  Formula ofQuantity(Entity quantity) {
    String id = quantity.formulaId();
    return id == null ? new Formula.Constant(quantity.value()) : of(id, quantity);
  }

  /** The formula that the attribute {@code formula} of a process, event or assignment names. */
  Formula required(Entity user) {
    return of(user.attributes().require("formula", user), user);
  }

  /** A formula as its user sees it. */
  Formula of(String id, Entity user) {
    FormulaEntry entry = cache.formula(id, user);
    return switch (entry.tag()) {
      case "ConstantFormula" ->
          new Formula.Constant(entry.attributes().number("value", Double.NaN, entry));
      case "Formula" -> explicit(entry, user);
      case "TableFormula", "DistributedTableFormula" -> entry.table();
      case "TableFormulaWithOffset" ->
          new Formula.TableWithOffset(
              named(entry, "tableObjectAlias", user), named(entry, "offsetObjectAlias", user));
      case "TableFormulaWithXArgument" ->
          new Formula.TableWithXArgument(
              named(entry, "tableObjectAlias", user), argument(entry, user));
      case "NormalDistributionFormula",
          "LogNormalDistributionFormula",
          "UniformDistributionFormula",
          "DiscreteDistributionFormula" ->
          new Formula.Constant(values.of(user));
      case "SumFormula", "BlackBoxFormula" -> {
        warnings.add(
            user.path() + " has a " + entry.tag() + ", a placeholder without a value; it is NaN.");
        yield new Formula.Constant(Double.NaN);
      }
      default -> throw entry.error("an unknown kind of formula");
    };
  }

  /** Quantity id at the end of a path. */
  int quantityId(String[] path, Entity user) {
    Entity found = paths.resolve(path, user);
    if (found.quantityId() == 0) {
      String kind =
          found.isQuantity()
              ? "a part of a distributed parameter, which has no value of its own in a simulation"
              : "a " + found.tag() + ", not a quantity";
      throw user.error("the path \"" + String.join("|", path) + "\" leads to " + kind);
    }
    return found.quantityId();
  }

  private Formula explicit(FormulaEntry entry, Entity user) {
    Map<String, Integer> references = new HashMap<>();
    used += entry.references().size();
    if (used > maxReferences) {
      throw user.error(Limit.REFERENCES.exceeded());
    }
    for (FormulaEntry.Reference reference : entry.references()) {
      int id = id(reference, user);
      Integer before = references.put(reference.alias(), id);
      if (before != null && before != id) {
        throw entry.error("the alias \"" + reference.alias() + "\" stands for two quantities");
      }
    }
    return new Formula.Explicit(entry.equation(), entry.expression(), references);
  }

  private int id(FormulaEntry.Reference reference, Entity user) {
    return reference.isTime() ? Formula.TIME : quantityId(reference.elements(), user);
  }

  private int named(FormulaEntry entry, String attribute, Entity user) {
    String alias = entry.attributes().require(attribute, entry);
    FormulaEntry.Reference reference = entry.reference(alias);
    if (reference == null) {
      throw entry.error(attribute + " is \"" + alias + "\", which is no alias of its paths");
    }
    return id(reference, user);
  }

  /** The argument may be missing; then the formula fails only when it is needed. */
  private int argument(FormulaEntry entry, Entity user) {
    String alias = entry.attributes().get("xArgumentAlias");
    FormulaEntry.Reference reference = alias == null ? null : entry.reference(alias);
    if (reference == null) {
      return NO_ARGUMENT;
    }
    boolean missing = !reference.isTime() && paths.find(reference.elements(), user) == null;
    return missing ? NO_ARGUMENT : id(reference, user);
  }
}
