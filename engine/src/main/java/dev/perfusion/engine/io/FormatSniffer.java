package dev.perfusion.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells by the first bytes what is certainly not an XML model, and says what to do instead. */
final class FormatSniffer {
  /** How many bytes are looked at. */
  static final int LENGTH = 64;

  private FormatSniffer() {}

  static void check(String file, byte[] head, int length) {
    String start = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    if (length == 0) {
      throw refuse(file, "the file is empty");
    }
    if (start.startsWith(SqliteFile.MAGIC)) {
      throw refuse(
          file,
          "a PK-Sim or MoBi project file: it is read from a file on disk only, not from a stream");
    }
    if (start.startsWith("PK\u0003\u0004") || start.startsWith("\u001f\u008b")) {
      throw refuse(file, "a compressed archive: unpack it first");
    }
    boolean wide = start.startsWith("\u00fe\u00ff") || start.startsWith("\u00ff\u00fe");
    if (!wide) {
      checkText(file, withoutMark(start));
    }
  }

  /** Whether a file is an SQLite database. */
  static boolean isDatabase(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] head = input.readNBytes(SqliteFile.MAGIC.length());
      return new String(head, StandardCharsets.ISO_8859_1).equals(SqliteFile.MAGIC);
    }
  }

  /** The same for text that is in memory already. */
  static void checkText(String file, String start) {
    String text = start.strip();
    if (text.isEmpty() && start.length() < LENGTH) {
      throw refuse(file, "the file is empty");
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      throw refuse(
          file,
          "JSON, probably a PK-Sim snapshot: a snapshot is a recipe from which PK-Sim builds the"
              + " model, not the model; load it into PK-Sim and export the simulation as .pkml");
    }
    if (!text.isEmpty() && text.charAt(0) != '<') {
      throw refuse(
          file,
          "not XML: it starts with \""
              + printable(text)
              + "\" (expected a .pkml simulation or a SimModel XML file)");
    }
  }

  private static String withoutMark(String start) {
    return start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3) : start;
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    String line = text.lines().findFirst().orElse("");
    for (int i = 0; i < Math.min(20, line.length()); i++) {
      char c = line.charAt(i);
      shown.append(c >= ' ' && c < 127 ? c : '?');
    }
    return shown.toString();
  }

  private static ModelFormatException refuse(String file, String reason) {
    return new ModelFormatException(file, "", reason);
  }
}
