package dev.perfusion.bridge.security;

import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.error.BridgeException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which model files callers may load: those below the search paths, symbolic links resolved. */
public final class ModelPaths {
  private static final List<String> ENDINGS = List.of(".pkml", ".xml", ".pksim5", ".mbp3");

  private static final int MAX_DEPTH = 8;
  private static final int MAX_LISTED = 10_000;

  private final List<Path> roots;

  /** Files below these folders; folders that do not exist allow nothing. */
  public ModelPaths(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** The folders. */
  public List<Path> roots() {
    return roots;
  }

  /**
   * Checks a path of a caller. {@code classpath:demo.pkml} and {@code demo} are the demo model; a
   * relative path is looked for in the working directory, then below each root.
   *
   * @param field of the request that holds the path
   * @param simulationName which simulation of a project file; null for the only one
   * @throws BridgeException {@code InvalidInput} with the reason
   */
  public ModelSource resolve(String field, String filePath, String simulationName) {
    String text = filePath.strip();
    if (isDemo(text)) {
      return new ModelSource.Demo();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (ENDINGS.stream().noneMatch(lower::endsWith)) {
      throw invalid(
          field,
          text,
          "only .pkml, SimModel .xml, .pksim5 and .mbp3 files can be loaded",
          "export the simulation as pkml");
    }
    return new ModelSource.File(allowed(field, text), text, simulationName);
  }

  /**
   * Checks a path of a caller to a file that is no model.
   *
   * @param field of the request that holds the path
   * @param ending of its name, with the dot
   * @throws BridgeException {@code InvalidInput} with the reason
   */
  public Path resolveFile(String field, String filePath, String ending) {
    String text = filePath.strip();
    if (!text.toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw invalid(field, text, "only " + ending + " files can be read here", null);
    }
    return allowed(field, text);
  }

  private Path allowed(String field, String text) {
    Path real = real(field, text, existing(field, text));
    if (!allowed(real)) {
      throw invalid(
          field,
          text,
          "the file is outside the allowed folders",
          "allowed: "
              + roots.stream().map(Path::toString).collect(Collectors.joining(", "))
              + "; MCP_MODEL_SEARCH_PATHS sets them");
    }
    return real;
  }

  private boolean allowed(Path real) {
    return roots.stream().anyMatch(root -> below(real, root));
  }

  /**
   * A model file that may be loaded.
   *
   * @param path with symbolic links resolved
   * @param relativePath below its search path, with {@code /}
   */
  public record Found(Path path, String relativePath, long sizeBytes, Instant modifiedAt) {}

  /** The model files below the search paths, by relative path, the first {@value #MAX_LISTED}. */
  public List<Found> list() {
    List<Found> found = new ArrayList<>();
    for (Path root : roots) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> walk = Files.walk(root, MAX_DEPTH)) {
          walk.filter(ModelPaths::isModel)
              .limit(MAX_LISTED)
              .forEach(file -> describe(root, file).ifPresent(found::add));
        } catch (IOException | UncheckedIOException e) {
          // A folder that cannot be read has nothing to load.
          continue;
        }
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Found::relativePath))
        .limit(MAX_LISTED)
        .toList();
  }

  private static boolean isModel(Path file) {
    String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith) && Files.isRegularFile(file);
  }

  private Optional<Found> describe(Path root, Path file) {
    try {
      Path real = file.toRealPath();
      if (!allowed(real)) {
        return Optional.empty();
      }
      String relative = root.relativize(file).toString().replace(File.separatorChar, '/');
      return Optional.of(
          new Found(real, relative, Files.size(real), Files.getLastModifiedTime(real).toInstant()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file name without folder and extension: the default id of a simulation. */
  public static String stem(String filePath) {
    String text = filePath.strip();
    if (isDemo(text)) {
      return "demo";
    }
    String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)).strip();
  }

  private static boolean isDemo(String text) {
    return text.equals("demo") || text.equals(ModelSource.Demo.LABEL);
  }

  /** The first file of that name that may be loaded, or else the first there is. */
  private Path existing(String field, String text) {
    List<Path> found = new ArrayList<>();
    try {
      String expanded =
          text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text;
      Path path = Path.of(expanded);
      found.add(path);
      if (!path.isAbsolute()) {
        roots.forEach(root -> found.add(root.resolve(path)));
      }
    } catch (InvalidPathException e) {
      throw invalid(field, text, "this is not a path: " + e.getReason(), "check the path");
    }
    found.removeIf(file -> !Files.exists(file));
    if (found.isEmpty()) {
      throw invalid(
          field,
          text,
          "no such file",
          "paths are relative to the working directory of the server or to a model search path");
    }
    return found.stream().filter(this::loadable).findFirst().orElse(found.get(0));
  }

  private boolean loadable(Path file) {
    try {
      Path real = file.toRealPath();
      return Files.isRegularFile(real) && allowed(real);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path real(String field, String text, Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.isRegularFile(real)) {
        throw invalid(field, text, "this is not a regular file", "name the model file itself");
      }
      return real;
    } catch (IOException e) {
      throw invalid(
          field, text, "the file cannot be read: " + e.getMessage(), "check its permissions");
    }
  }

  private static boolean below(Path file, Path root) {
    try {
      return Files.isDirectory(root) && file.startsWith(root.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BridgeException invalid(String field, String text, String reason, String hint) {
    return BridgeException.invalid(field, field + " = \"" + text + "\": " + reason, hint);
  }
}
