package dev.perfusion.engine.io;

import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A forward walk over the elements of an XML file.
 *
 * <p>Document type declarations are refused before anything in them is looked at; external entities
 * are never resolved. Elements may be nested {@value #MAX_DEPTH} deep.
 */
final class XmlCursor implements Located {
  static final int MAX_DEPTH = 500;

  private static final String JDK_DEPTH_LIMIT = "jdk.xml.maxElementDepth";

  private final String file;
  private final XMLStreamReader reader;
  private final List<String> open = new ArrayList<>();

  XmlCursor(String file, InputStream input) {
    this.file = file;
    try {
      this.reader = factory().createXMLStreamReader(input);
    } catch (XMLStreamException e) {
      throw malformed(e, 1);
    }
  }

  XmlCursor(String file, Reader input) {
    this.file = file;
    try {
      this.reader = factory().createXMLStreamReader(input);
    } catch (XMLStreamException e) {
      throw malformed(e, 1);
    }
  }

  String file() {
    return file;
  }

  /** Moves to the root element. */
  void toRoot() {
    while (open.isEmpty()) {
      next();
    }
  }

  /** Local name of the current element. */
  String name() {
    return open.get(open.size() - 1);
  }

  /** Namespace of the current element, empty for none. */
  String namespace() {
    String namespace = reader.getNamespaceURI();
    return namespace == null ? "" : namespace;
  }

  Attributes attributes() {
    return Attributes.of(reader);
  }

  int line() {
    return reader.getLocation().getLineNumber();
  }

  /**
   * Visits the direct children of the current element and leaves the element. The visitor gets the
   * local name; what it does not read is skipped.
   */
  void children(Consumer<String> visitor) {
    int depth = open.size();
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        visitor.accept(name());
        while (open.size() > depth) {
          next();
        }
      } else if (open.size() < depth) {
        return;
      }
    }
  }

  /** Text of the current element without that of its children; leaves the element. */
  String text() {
    int depth = open.size();
    StringBuilder text = new StringBuilder();
    while (open.size() >= depth) {
      int event = next();
      boolean characters =
          event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
      if (characters && open.size() == depth) {
        text.append(reader.getText());
      }
    }
    return text.toString();
  }

  /** Reads on to the end of the file, so that damage behind the root element is noticed. */
  void toEnd() {
    while (next() != XMLStreamConstants.END_DOCUMENT) {
      continue;
    }
  }

  @Override
  public ModelFormatException error(String reason) {
    return new ModelFormatException(file, place(line()), reason);
  }

  private int next() {
    int event;
    try {
      event = reader.next();
    } catch (XMLStreamException e) {
      throw malformed(e, e.getLocation() == null ? line() : e.getLocation().getLineNumber());
    } catch (RuntimeException e) {
      // The JDK parser lets some internal exceptions out on damaged input.
      throw malformed(e, line());
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        open.add(reader.getLocalName());
        if (open.size() > MAX_DEPTH) {
          throw error("elements are nested deeper than " + MAX_DEPTH + " levels");
        }
      }
      case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
      case XMLStreamConstants.DTD ->
          throw error("has a document type declaration (DOCTYPE), which is never read; remove it");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw error("has an entity reference that XML does not define: " + reader.getLocalName());
      default -> {}
    }
    return event;
  }

  private ModelFormatException malformed(Exception cause, int line) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    int detail = message.indexOf("Message: ");
    if (detail >= 0) {
      message = message.substring(detail + "Message: ".length());
    }
    if (message.contains("DOCTYPE")) {
      message = "document type declarations are never read; " + message;
    }
    return new ModelFormatException(
        file,
        place(line),
        "not well-formed XML, the file is damaged or cut off: " + message.strip(),
        cause);
  }

  private String place(int line) {
    return "line " + line + (open.isEmpty() ? "" : ", element " + name());
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    if (factory.isPropertySupported(JDK_DEPTH_LIMIT)) {
      // The default differs between JDKs; ours holds on all of them.
      factory.setProperty(JDK_DEPTH_LIMIT, 2 * MAX_DEPTH);
    }
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are never resolved: " + systemId);
        });
    return factory;
  }
}
