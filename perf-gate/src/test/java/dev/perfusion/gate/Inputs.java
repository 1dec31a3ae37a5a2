package dev.perfusion.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hand-written files of the tests, as they are or with one text replaced. */
public final class Inputs {
  private Inputs() {}

  /** The text of a test resource of this package. */
  public static String text(String resource) {
    try (InputStream stream = Inputs.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text into a folder. */
  public static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resource with one text replaced; the text must be there. */
  public static String changed(String resource, String old, String replacement) {
    String text = text(resource);
    if (!text.contains(old)) {
      throw new IllegalArgumentException(resource + " does not contain " + old);
    }
    return text.replace(old, replacement);
  }
}
