package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.formula.ExpressionEvaluator;
import dev.perfusion.engine.formula.FormulaParser;
import dev.perfusion.engine.formula.FormulaSyntaxException;
import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.WorkInterruptedException;
import dev.perfusion.engine.io.SimModelDocument.FormulaItem;
import dev.perfusion.engine.io.SimModelDocument.Item;
import dev.perfusion.engine.model.Formula;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The formulas of a SimModel XML by id; formulas and quantities have separate id spaces. */
final class SimModelFormulas {
  private static final int NO_ARGUMENT = -1;

  private final Set<Integer> quantityIds;
  private final Map<Integer, Formula> formulas = new HashMap<>();
  private final Map<Equation, Expression> expressions = new HashMap<>();

  private record Equation(String text, Set<String> aliases) {}

  private final long maxReferences = Limit.REFERENCES.value();
  private long used;

  SimModelFormulas(List<FormulaItem> items, Set<Integer> quantityIds) {
    this.quantityIds = quantityIds;
    for (FormulaItem item : items) {
      if (formulas.put(item.item().id(), formula(item)) != null) {
        throw item.item().error("the formula id is used twice");
      }
    }
  }

  /** The formula an attribute names. */
  Formula named(String attribute, Item user) {
    int id = user.attributes().requireInteger(attribute, user);
    Formula formula = formulas.get(id);
    if (formula == null) {
      throw user.error(attribute + " is " + id + ", there is no such formula");
    }
    used += formula instanceof Formula.Explicit explicit ? explicit.references().size() : 1;
    if (used > maxReferences) {
      throw user.error(Limit.REFERENCES.exceeded());
    }
    return formula;
  }

  /** Value of a quantity: the attribute {@code value} or a formula, not both; NaN for neither. */
  Formula ofQuantity(Item quantity, String formulaAttribute) {
    String value = quantity.attributes().get("value");
    if (quantity.attributes().get(formulaAttribute) == null) {
      return new Formula.Constant(
          value == null ? Double.NaN : NumberText.number(value, "value", quantity));
    }
    if (value != null) {
      throw quantity.error("has both value (\"" + value + "\") and " + formulaAttribute);
    }
    return named(formulaAttribute, quantity);
  }

  /** A quantity id that exists. */
  int quantityId(String attribute, Item user) {
    int id = user.attributes().requireInteger(attribute, user);
    if (!quantityIds.contains(id)) {
      throw user.error(attribute + " is " + id + ", there is no such quantity");
    }
    return id;
  }

  /** The number a formula without references stands for, NaN when it is no such formula. */
  static double constant(Formula formula) {
    if (formula instanceof Formula.Constant constant) {
      return constant.value();
    }
    if (formula instanceof Formula.Explicit explicit && explicit.references().isEmpty()) {
      return ExpressionEvaluator.evaluate(explicit.expression(), alias -> Double.NaN);
    }
    return Double.NaN;
  }

  private Formula formula(FormulaItem formula) {
    WorkInterruptedException.check();
    Item item = formula.item();
    return switch (item.tag()) {
      case "ExplicitFormula" -> explicit(formula);
      case "TableFormula" -> {
        boolean derived = item.attributes().flag("useDerivedValues", true, item);
        yield new Formula.Table(formula.points().checked(derived, item), derived);
      }
      case "TableFormulaWithOffset" ->
          new Formula.TableWithOffset(
              end(formula.table(), "Table", item), end(formula.argument(), "Offset", item));
      case "TableFormulaWithXArgument" ->
          new Formula.TableWithXArgument(
              end(formula.table(), "Table", item),
              formula.argument() == null
                  ? NO_ARGUMENT
                  : end(formula.argument(), "XArgument", item));
      default -> throw item.error("an unknown kind of formula");
    };
  }

  private int end(Item reference, String what, Item formula) {
    if (reference == null) {
      throw formula.error("has no " + what);
    }
    return referencedId(reference, formula);
  }

  private Formula explicit(FormulaItem formula) {
    Item item = formula.item();
    if (formula.equation() == null) {
      throw item.error("has no Equation");
    }
    Map<String, Integer> references = new HashMap<>();
    for (Item reference : formula.references()) {
      String alias = reference.attributes().require("alias", item);
      Integer before = references.put(alias, referencedId(reference, item));
      if (before != null && !before.equals(references.get(alias))) {
        throw item.error("the alias \"" + alias + "\" stands for two quantities");
      }
    }
    try {
      Expression expression = parsed(formula.equation(), references.keySet());
      return new Formula.Explicit(formula.equation(), expression, references);
    } catch (FormulaSyntaxException e) {
      throw new ModelFormatException(item.file(), item.error("").element(), e.getMessage(), e);
    }
  }

  /** One equation is written for many compartments: it is parsed once and its tree is shared. */
  private Expression parsed(String equation, Set<String> aliases) {
    Equation key = new Equation(equation, aliases);
    Expression known = expressions.get(key);
    if (known == null) {
      known = FormulaParser.parse(equation, aliases);
      expressions.put(key, known);
    }
    return known;
  }

  private int referencedId(Item reference, Item formula) {
    int id = NumberText.integer(reference.attributes().require("id", formula), "id", formula);
    if (id != Formula.TIME && !quantityIds.contains(id)) {
      String alias = reference.attributes().get("alias", reference.tag());
      throw formula.error("refers to quantity " + id + " (" + alias + "), which does not exist");
    }
    return id;
  }
}
