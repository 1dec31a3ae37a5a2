package dev.perfusion.gate.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.filter.FilteringParserDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.core.filter.TokenFilter.Inclusion;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes whole JSON files: UTF-8, two-space indent, numbers unrounded. */
public final class JsonFiles {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Double.toString changed in JDK 19; a stored verdict must stay the same
                  // anywhere.
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .build())
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private JsonFiles() {}

  /** The mapper all files are read and written with: absent values are left out. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one file.
   *
   * @throws InputException when the file is missing, unreadable, empty or not JSON
   */
  public static JsonField read(Path file) {
    return parse(file.toString(), bytes(file));
  }

  /**
   * The bytes of a file.
   *
   * @throws InputException it is missing or cannot be read
   */
  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new InputException(file.toString(), "", "no such file", "check the path");
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "is a directory" : "cannot be read: " + e;
      throw new InputException(file.toString(), "", reason, "name a readable JSON file");
    }
  }

  /**
   * Reads one file without the members of a name, wherever they are: they are neither checked nor
   * kept.
   *
   * @throws InputException as {@link #read(Path)}
   */
  public static JsonField readWithout(Path file, String member) {
    return parse(file.toString(), bytes(file), new Without(member));
  }

  /** Leaves out the members of a name. */
  private static final class Without extends TokenFilter {
    private final String left;

    Without(String left) {
      this.left = left;
    }

    @Override
    public TokenFilter includeProperty(String name) {
      return name.equals(left) ? null : this;
    }

    @Override
    public boolean includeEmptyObject(boolean contentsFiltered) {
      return true;
    }

    @Override
    public boolean includeEmptyArray(boolean contentsFiltered) {
      return true;
    }
  }

  /** Reads a JSON resource of this jar; {@code name} stands for the file in messages. */
  public static JsonField read(String name, InputStream stream) throws IOException {
    return parse(name, stream.readAllBytes());
  }

  /** Reads JSON that did not come from a file; {@code name} stands for the file in messages. */
  public static JsonField parse(String name, String text) {
    return parse(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonField parse(String file, byte[] bytes) {
    return parse(file, bytes, TokenFilter.INCLUDE_ALL);
  }

  private static JsonField parse(String file, byte[] bytes, TokenFilter wanted) {
    if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
      throw new InputException(
          file, "", "the file is empty", "did the run that writes it end early?");
    }
    try {
      JsonNode node =
          wanted == TokenFilter.INCLUDE_ALL
              ? MAPPER.readTree(bytes)
              : MAPPER.readTree(
                  new FilteringParserDelegate(
                      MAPPER.createParser(bytes), wanted, Inclusion.INCLUDE_ALL_AND_PATH, true));
      return JsonField.root(file, node);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where =
          at == null || at.getLineNr() < 0
              ? ""
              : "line " + at.getLineNr() + " column " + at.getColumnNr();
      throw new InputException(
          file,
          where,
          "not valid JSON: " + e.getOriginalMessage(),
          "the file is damaged, truncated or of another kind; write it again");
    }
  }

  /** The value as the text that {@link #write} puts into a file, with a final newline. */
  public static String text(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
    return MAPPER.writer().with(printer).writeValueAsString(value) + "\n";
  }

  /**
   * Writes a value; a reader never sees a half-written file.
   *
   * @throws InputException when the folder or the file cannot be written
   */
  public static void write(Path file, Object value) {
    writeText(file, text(value));
  }

  /** Writes text as {@link #write} does. */
  public static void writeText(Path file, String text) {
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      String draftName = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
      Path draft = target.resolveSibling(draftName);
      try {
        Files.writeString(draft, text);
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new InputException(
          file.toString(), "", "cannot be written: " + e, "name a writable file");
    }
  }
}
