package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.TablePoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The formulas of a SimModel XML being written: equal ones get one id.
 *
 * <p>The format knows neither stoichiometry nor volumes of concentration-based rates, so they
 * become part of the formula text, {@code -((rate)*V*2)}, in the order in which the model
 * multiplies: what is read back is the same arithmetic.
 */
final class ExportedFormulas {
  private static final String VOLUME = "Volume";

  private record Text(String equation, Map<String, Integer> references) {}

  private record Entry(int id, Formula formula, Text text) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Text, Integer> texts = new HashMap<>();
  private final Map<Formula, Integer> others = new IdentityHashMap<>();
  private final ToIntFunction<Formula> carrier;
  private int nextId;

  /**
   * @param firstId the first free id
   * @param carrier gives the id of a quantity whose value is a formula that has no text
   */
  ExportedFormulas(int firstId, ToIntFunction<Formula> carrier) {
    this.nextId = firstId;
    this.carrier = carrier;
  }

  /** Id of a formula. */
  int id(Formula formula) {
    if (formula instanceof Formula.Constant || formula instanceof Formula.Explicit) {
      return id(text(formula));
    }
    return others.computeIfAbsent(formula, f -> add(f, null));
  }

  /** Id of a term of a right-hand side. */
  int id(RateTerm term) {
    if (term.coefficient() == 1 && term.volumeId() == RateTerm.NO_VOLUME) {
      return id(term.rate());
    }
    Text rate = text(term.rate());
    Map<String, Integer> references = new TreeMap<>(rate.references());
    StringBuilder product = new StringBuilder("(").append(rate.equation()).append(')');
    if (term.volumeId() != RateTerm.NO_VOLUME) {
      String alias = freeAlias(references);
      references.put(alias, term.volumeId());
      product.append('*').append(alias);
    }
    double factor = Math.abs(term.coefficient());
    if (factor != 1) {
      product.append('*').append(NumberText.inFormula(factor));
    }
    boolean bracketed = product.charAt(product.length() - 1) == ')';
    String equation = product.toString();
    if (term.coefficient() < 0) {
      equation = bracketed ? "-" + equation : "-(" + equation + ')';
    }
    return id(new Text(equation, references));
  }

  /** A free id, for what is not a formula. */
  int newId() {
    return nextId++;
  }

  void write(XmlText xml) throws IOException {
    for (Entry entry : entries) {
      String id = Integer.toString(entry.id());
      if (entry.text() != null) {
        explicit(id, entry.text(), xml);
      } else if (entry.formula() instanceof Formula.Table table) {
        table(id, table, xml);
      } else if (entry.formula() instanceof Formula.TableWithOffset t) {
        xml.open("TableFormulaWithOffset", "id", id);
        xml.empty("Table", "id", Integer.toString(t.tableId()));
        xml.empty("Offset", "id", Integer.toString(t.offsetId()));
        xml.close("TableFormulaWithOffset");
      } else if (entry.formula() instanceof Formula.TableWithXArgument t) {
        xml.open("TableFormulaWithXArgument", "id", id);
        xml.empty("Table", "id", Integer.toString(t.tableId()));
        if (t.argumentId() >= 0) {
          xml.empty("XArgument", "id", Integer.toString(t.argumentId()));
        }
        xml.close("TableFormulaWithXArgument");
      }
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private Text text(Formula formula) {
    if (formula instanceof Formula.Constant c) {
      return new Text(NumberText.inFormula(c.value()), Map.of());
    }
    if (formula instanceof Formula.Explicit e) {
      return new Text(e.equation(), new TreeMap<>(e.references()));
    }
    return new Text("T", Map.of("T", carrier.applyAsInt(formula)));
  }

  private int id(Text text) {
    Integer known = texts.get(text);
    if (known == null) {
      known = add(null, text);
      texts.put(text, known);
    }
    return known;
  }

  private int add(Formula formula, Text text) {
    Entry entry = new Entry(nextId++, formula, text);
    entries.add(entry);
    return entry.id();
  }

  private static String freeAlias(Map<String, Integer> references) {
    String alias = VOLUME;
    for (int i = 2; references.containsKey(alias); i++) {
      alias = VOLUME + '_' + i;
    }
    return alias;
  }

  /** An empty list is left out: blanks inside one keep the OSP kernel on Linux from loading. */
  private static void explicit(String id, Text text, XmlText xml) throws IOException {
    xml.open("ExplicitFormula", "id", id);
    xml.text("Equation", text.equation());
    if (!text.references().isEmpty()) {
      xml.open("ReferenceList");
      for (Map.Entry<String, Integer> reference : text.references().entrySet()) {
        xml.empty("R", "alias", reference.getKey(), "id", reference.getValue().toString());
      }
      xml.close("ReferenceList");
    }
    xml.close("ExplicitFormula");
  }

  private static void table(String id, Formula.Table table, XmlText xml) throws IOException {
    xml.open(
        "TableFormula", "id", id, "useDerivedValues", NumberText.flag(table.useDerivedValues()));
    xml.open("PointList");
    for (TablePoint point : table.points()) {
      xml.empty(
          "Point",
          "x",
          NumberText.text(point.x()),
          "y",
          NumberText.text(point.y()),
          "restartSolver",
          NumberText.flag(point.restartSolver()));
    }
    xml.close("PointList");
    xml.close("TableFormula");
  }
}
