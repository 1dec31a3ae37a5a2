package dev.perfusion.engine.io;

import java.io.IOException;

/** Writes XML element by element, indented; attributes without a value are left out. */
final class XmlText {
  private final Appendable out;
  private final StringBuilder line = new StringBuilder();
  private int depth;

  XmlText(Appendable out) throws IOException {
    this.out = out;
    out.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
  }

  /** Start tag of an element with children; names and values alternate, null for left out. */
  void open(String tag, String... attributes) throws IOException {
    start(tag, attributes);
    flush(">");
    depth++;
  }

  void close(String tag) throws IOException {
    depth--;
    indent().append("</").append(tag);
    flush(">");
  }

  /** An element without content. */
  void empty(String tag, String... attributes) throws IOException {
    start(tag, attributes);
    flush(" />");
  }

  /** An element that holds only text. */
  void text(String tag, String text) throws IOException {
    start(tag);
    line.append('>');
    escape(text, false);
    line.append("</").append(tag);
    flush(">");
  }

  private void start(String tag, String... attributes) {
    indent().append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        line.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1], true);
        line.append('"');
      }
    }
  }

  private StringBuilder indent() {
    for (int i = 0; i < depth; i++) {
      line.append("  ");
    }
    return line;
  }

  private void flush(String end) throws IOException {
    out.append(line.append(end).append('\n'));
    line.setLength(0);
  }

  private void escape(String text, boolean attribute) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> line.append("&amp;");
        case '<' -> line.append("&lt;");
        case '>' -> line.append("&gt;");
        case '"' -> line.append(attribute ? "&quot;" : "\"");
        case '\r' -> line.append("&#13;");
        case '\n', '\t' -> {
          if (attribute) {
            line.append("&#").append((int) c).append(';');
          } else {
            line.append(c);
          }
        }
        default -> line.append(c);
      }
    }
  }
}
