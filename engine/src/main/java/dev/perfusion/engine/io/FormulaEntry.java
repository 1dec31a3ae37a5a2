package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.formula.FormulaParser;
import dev.perfusion.engine.formula.FormulaSyntaxException;
import dev.perfusion.engine.model.Formula;
import java.util.ArrayList;
import java.util.List;

/** One formula of a pkml formula cache; shared by all quantities that name its id. */
final class FormulaEntry implements Located {
  /**
   * A reference by path.
   *
   * @param elements the path split at {@code |}; null for simulation time
   */
  record Reference(String alias, String path, String[] elements) {
    boolean isTime() {
      return elements == null;
    }
  }

  private record RawPath(String pathId, String aliasId) {}

  private final String file;
  private final String tag;
  private final Attributes attributes;
  private final FormulaCache cache;
  private final List<RawPath> rawPaths = new ArrayList<>(4);
  private final List<String> timeAliases = new ArrayList<>(1);
  private final TablePoints points = new TablePoints();
  private List<Reference> references;
  private Expression expression;
  private Formula.Table table;

  FormulaEntry(String file, String tag, Attributes attributes, FormulaCache cache) {
    this.file = file;
    this.tag = tag;
    this.attributes = attributes;
    this.cache = cache;
  }

  String tag() {
    return tag;
  }

  Attributes attributes() {
    return attributes;
  }

  void addPath(Attributes path) {
    rawPaths.add(new RawPath(path.require("path", this), path.require("as", this)));
  }

  void addTime(String alias) {
    timeAliases.add(alias);
  }

  void addPoint(Attributes point) {
    points.add(point, this);
  }

  /** All references, aliases with {@code _} in place of blanks. */
  List<Reference> references() {
    if (references == null) {
      List<Reference> resolved = new ArrayList<>(rawPaths.size() + timeAliases.size());
      for (RawPath raw : rawPaths) {
        String path = cache.string(raw.pathId, this);
        String alias = cache.string(raw.aliasId, this).replace(' ', '_');
        resolved.add(new Reference(alias, path, PathResolver.split(path)));
      }
      for (String alias : timeAliases) {
        resolved.add(new Reference(alias.replace(' ', '_'), alias, null));
      }
      references = resolved;
    }
    return references;
  }

  /** The reference of that alias, null when there is none. */
  Reference reference(String alias) {
    for (Reference reference : references()) {
      if (reference.alias.equals(alias.replace(' ', '_'))) {
        return reference;
      }
    }
    return null;
  }

  /** Text of an explicit formula. */
  String equation() {
    return attributes.require("formula", this);
  }

  /** The parsed text of an explicit formula. */
  Expression expression() {
    if (expression == null) {
      try {
        expression =
            FormulaParser.parse(equation(), references().stream().map(Reference::alias).toList());
      } catch (FormulaSyntaxException e) {
        throw new ModelFormatException(file, place(), e.getMessage(), e);
      }
    }
    return expression;
  }

  /** The table of a table formula. */
  Formula.Table table() {
    if (table == null) {
      boolean derived = attributes.flag("useDerivedValues", true, this);
      table = new Formula.Table(points.checked(derived, this), derived);
    }
    return table;
  }

  @Override
  public ModelFormatException error(String reason) {
    return new ModelFormatException(file, place(), reason);
  }

  private String place() {
    String name = attributes.get("name", "");
    return tag
        + (name.isEmpty() ? "" : " \"" + name + '"')
        + " (id "
        + attributes.get("id", "missing")
        + ')';
  }
}
