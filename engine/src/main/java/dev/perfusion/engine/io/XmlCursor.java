package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import dev.perfusion.engine.formula.WorkInterruptedException;
import java.io.Closeable;
import java.io.IOException;
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
 * are never resolved. Depth, number of elements and length of texts are bounded, see {@link Limit}.
 */
final class XmlCursor implements Located, Closeable {
  private static final String JDK_DEPTH_LIMIT = "jdk.xml.maxElementDepth";

  private final String file;
  private final XMLStreamReader reader;
  private final XmlInput input;
  private final List<String> open = new ArrayList<>();
  private final long maxDepth = Limit.XML_DEPTH.value();
  private final long maxElements = Limit.XML_ELEMENTS.value();
  private final long maxText = Limit.XML_TOKEN.value();
  private long elements;

  XmlCursor(String file, InputStream bytes) {
    this.file = file;
    this.input = new XmlInput(bytes);
    try {
      this.reader = factory().createXMLStreamReader(input);
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e, 1);
    }
  }

  XmlCursor(String file, Reader text) {
    this.file = file;
    this.input = null;
    try {
      this.reader = factory().createXMLStreamReader(text);
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e, 1);
    }
  }

  String file() {
    return file;
  }

  /** How many bytes were read so far, 0 for text in memory. */
  long bytes() {
    return input == null ? 0 : input.total();
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
        String part = reader.getText();
        if (text.length() + part.length() > maxText) {
          throw error(Limit.XML_TOKEN.exceeded());
        }
        text.append(part);
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
    WorkInterruptedException.check();
    int event;
    try {
      if (input != null) {
        input.nextToken();
      }
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
        if (open.size() > maxDepth) {
          throw error(Limit.XML_DEPTH.exceeded());
        }
        elements += 1 + reader.getAttributeCount();
        if (elements > maxElements) {
          throw error(Limit.XML_ELEMENTS.exceeded());
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

  /** Lets go of the input; the parser itself holds nothing. */
  @Override
  public void close() {
    if (input != null) {
      try {
        input.close();
      } catch (IOException e) {
        throw new ModelFormatException(file, "", "cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private ModelFormatException malformed(Exception cause, int line) {
    if (input != null && input.failure() != null) {
      return new ModelFormatException(
          file, place(line), "cannot be read further: " + input.failure().getMessage(), cause);
    }
    String message = message(cause);
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

  /** The text without names of exceptions, which the parser puts in front at some places. */
  private static String message(Exception cause) {
    Throwable nested = cause instanceof XMLStreamException e ? e.getNestedException() : null;
    boolean hidden = nested != null && nested.getMessage() != null;
    String message = hidden ? nested.getMessage() : cause.getMessage();
    return message == null || cause instanceof RuntimeException
        ? "the XML parser cannot go on"
        : message;
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
      factory.setProperty(JDK_DEPTH_LIMIT, Math.toIntExact(2 * Limit.XML_DEPTH.value()));
    }
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are never resolved: " + systemId);
        });
    return factory;
  }
}
