package dev.perfusion.engine.io;

import javax.xml.stream.XMLStreamReader;

/** The attributes of one element. */
final class Attributes {
  static final Attributes NONE = new Attributes(new String[0]);

  private final String[] namesAndValues;

  private Attributes(String[] namesAndValues) {
    this.namesAndValues = namesAndValues;
  }

  static Attributes of(XMLStreamReader reader) {
    int count = reader.getAttributeCount();
    if (count == 0) {
      return NONE;
    }
    String[] pairs = new String[2 * count];
    for (int i = 0; i < count; i++) {
      pairs[2 * i] = reader.getAttributeLocalName(i);
      pairs[2 * i + 1] = reader.getAttributeValue(i);
    }
    return new Attributes(pairs);
  }

  /** Value of an attribute, null when it is missing. */
  String get(String name) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i].equals(name)) {
        return namesAndValues[i + 1];
      }
    }
    return null;
  }

  String get(String name, String missing) {
    String value = get(name);
    return value == null ? missing : value;
  }

  String require(String name, Located where) {
    String value = get(name);
    if (value == null) {
      throw where.error("attribute " + name + " is missing");
    }
    return value;
  }

  double number(String name, double missing, Located where) {
    String value = get(name);
    return value == null ? missing : NumberText.number(value, name, where);
  }

  double requireNumber(String name, Located where) {
    return NumberText.number(require(name, where), name, where);
  }

  int requireInteger(String name, Located where) {
    return NumberText.integer(require(name, where), name, where);
  }

  boolean flag(String name, boolean missing, Located where) {
    String value = get(name);
    return value == null ? missing : NumberText.flag(value, name, where);
  }
}
