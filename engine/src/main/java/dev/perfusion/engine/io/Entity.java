package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of the object tree of a model: container, quantity, process, event or assignment. Names of
 * elements are those of pkml; attributes are as in the file, where PK-Sim names some otherwise.
 */
final class Entity implements Located {
  /** A molecule that a reaction consumes (negative coefficient) or makes. */
  record Partner(double coefficient, String amountId) {}

  private static final int INDEX_FROM = 8;

  private final String file;
  private final String tag;
  private final Attributes attributes;
  private final Entity parent;
  private final String name;
  private final List<Entity> children = new ArrayList<>(4);
  private final List<Partner> partners = new ArrayList<>(0);
  private Map<String, Entity> index;
  private final int pathLength;
  private String path;
  private String objectPathId;
  private int infoFlags = -1;
  private int quantityId;

  Entity(String file, String tag, Attributes attributes, Entity parent, String name) {
    this.file = file;
    this.tag = tag;
    this.attributes = attributes;
    this.parent = parent;
    this.name = name;
    this.pathLength = name.length() + (parent == null ? 0 : 1 + parent.pathLength);
  }

  String tag() {
    return tag;
  }

  String name() {
    return name;
  }

  Attributes attributes() {
    return attributes;
  }

  /** Null for the root. */
  Entity parent() {
    return parent;
  }

  List<Entity> children() {
    return children;
  }

  List<Partner> partners() {
    return partners;
  }

  void add(Entity child) {
    if (child(child.name) != null) {
      throw error("has two children named \"" + child.name + '"');
    }
    children.add(child);
    if (index != null) {
      index.put(child.name, child);
    }
  }

  /** The child of that name, null when there is none. */
  Entity child(String wanted) {
    if (index == null && children.size() < INDEX_FROM) {
      for (Entity child : children) {
        if (child.name.equals(wanted)) {
          return child;
        }
      }
      return null;
    }
    if (index == null) {
      index = new HashMap<>();
      children.forEach(child -> index.put(child.name, child));
    }
    return index.get(wanted);
  }

  /** How long {@link #path()} is. */
  int pathLength() {
    return pathLength;
  }

  /** Names from the root joined by {@code |}, the root included. */
  String path() {
    if (path == null) {
      path = parent == null ? name : parent.path() + '|' + name;
    }
    return path;
  }

  /** The path without the name of the root, empty for the root. */
  String publicPath() {
    return parent == null ? "" : parent.parent == null ? name : parent.publicPath() + '|' + name;
  }

  boolean isAmount() {
    return tag.equals("MoleculeAmount");
  }

  boolean isDistributed() {
    return tag.equals("DistributedParameter");
  }

  boolean isParameter() {
    return tag.equals("Parameter") || isDistributed();
  }

  boolean isObserver() {
    return tag.equals("Observer");
  }

  boolean isQuantity() {
    return isParameter() || isAmount() || isObserver();
  }

  String id() {
    return attributes.get("id", "");
  }

  /** Formula in use; null when a number is used. */
  String formulaId() {
    return isFixedValue() ? null : emptyAsNull("formula");
  }

  String rhsFormulaId() {
    if (!isParameter()) {
      return null;
    }
    String id = emptyAsNull("rHSFormula");
    return id == null ? emptyAsNull("rhs") : id;
  }

  boolean isFixedValue() {
    return attributes.flag("isFixedValue", attributes.flag("fix", false, this), this);
  }

  /** The stored number, NaN when there is none. */
  double value() {
    String value = attributes.get("value");
    return value != null
        ? NumberText.number(value, "value", this)
        : attributes.number("Value", Double.NaN, this);
  }

  /** String map id of the target of an assignment, null when there is none. */
  String objectPathId() {
    return objectPathId;
  }

  void setObjectPathId(String id) {
    objectPathId = id;
  }

  /** {@code Info@flag}, -1 when there is none. */
  int infoFlags() {
    return infoFlags;
  }

  void setInfoFlags(int flags) {
    infoFlags = flags;
  }

  /** Id in the flat model, 0 when the entity is not part of it. */
  int quantityId() {
    return quantityId;
  }

  void setQuantityId(int id) {
    quantityId = id;
  }

  @Override
  public ModelFormatException error(String reason) {
    return new ModelFormatException(file, tag + " \"" + path() + '"', reason);
  }

  private String emptyAsNull(String attribute) {
    String value = attributes.get(attribute);
    return value == null || value.isEmpty() ? null : value;
  }
}
