package dev.perfusion.verification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** {@code reports/parity/latest.md}, written section by section by the tests that measure. */
final class ParityReport {
  private static final Path FILE = Path.of("../reports/parity/latest.md");
  private static final Map<String, String> sections = new TreeMap<>();

  private ParityReport() {}

  /**
   * Sets a section and writes the file.
   *
   * @param key sections stand in the order of their keys
   */
  static synchronized void section(String key, String title, String text) {
    sections.put(key, "## " + title + "\n\n" + text.strip() + "\n");
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(
          FILE,
          "# Agreement with the official solver\n\nWritten by the tests of the module `verification`.\n\n"
              + String.join("\n", sections.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
