package dev.perfusion.engine.io;

/** A file that is not a model we can read: names the file, the element and the reason. */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 4000;

  private final String file;
  private final String element;
  private final String reason;

  /**
   * @param file the file as the user named it
   * @param element what in the file is wrong: a path, an element name or a position; empty for the
   *     file as a whole
   * @param reason what is wrong and the way out
   */
  public ModelFormatException(String file, String element, String reason) {
    super(
        element.isEmpty()
            ? file + ": " + shortened(reason)
            : file + ": " + shortened(element) + ": " + shortened(reason));
    this.file = file;
    this.element = shortened(element);
    this.reason = shortened(reason);
  }

  /** The same with the exception that led here. */
  public ModelFormatException(String file, String element, String reason, Throwable cause) {
    this(file, element, reason);
    initCause(cause);
  }

  /** A text of the file may be of any length; nobody reads a message of a megabyte. */
  private static String shortened(String text) {
    int half = LONGEST / 2;
    return text.length() <= LONGEST
        ? text
        : text.substring(0, half) + " ... " + text.substring(text.length() - half);
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  /** What in the file is wrong; empty for the file as a whole. */
  public String element() {
    return element;
  }

  /** What is wrong and the way out. */
  public String reason() {
    return reason;
  }
}
