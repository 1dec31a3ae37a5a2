package dev.perfusion.gate.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files of this package that are not code. */
final class PageFiles {
  private PageFiles() {}

  /** The text of one. */
  static String text(String name) {
    try (InputStream stream = PageFiles.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
