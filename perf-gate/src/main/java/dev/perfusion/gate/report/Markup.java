package dev.perfusion.gate.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** HTML or SVG text under construction. Whatever comes in as a value is escaped. */
final class Markup {
  private static final String PLAIN = "/-_.~";

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turns; an attribute whose value is null is left out
   */
  Markup open(String tag, Object... attributes) {
    tag(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** An element without content. */
  Markup empty(String tag, Object... attributes) {
    tag(tag, attributes);
    out.append("/>");
    return this;
  }

  /** An element with a text in it. */
  Markup element(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Closes the innermost element. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** A text, escaped. */
  Markup text(String text) {
    escape(text);
    return this;
  }

  /** What another instance has built. */
  Markup add(Markup other) {
    out.append(other);
    return this;
  }

  /** Source of this page's own making: style sheets, scripts. */
  Markup raw(String source) {
    out.append(source);
    return this;
  }

  /** A line break in the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  private void tag(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1].toString());
        out.append('"');
      }
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
  }

  /** A path as the target of a link: it can name no scheme and no script. */
  static String href(String path) {
    StringBuilder link = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        link.append(c);
      } else {
        link.append(String.format("%%%02X", octet & 0xff));
      }
    }
    return link.toString().startsWith("//") ? "." + link : link.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
