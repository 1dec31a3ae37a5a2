package dev.perfusion.bridge;

import dev.perfusion.bridge.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings from the environment and from files of lines {@code NAME=value}. The environment goes
 * first, then the file that was named, then {@code .env} in the working directory.
 *
 * @param values variables that are set, blank ones left out
 * @param origins where each comes from: {@code environment} or a file
 */
public record ConfigSources(Map<String, String> values, Map<String, String> origins) {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");

  /** Variables of the predecessor whose subject is not there: its files can be used as they are. */
  private static final Pattern PREDECESSOR =
      Pattern.compile(
          "CELERY_[A-Z_]+|AUDIT_S3_[A-Z_]+|R_LIBS"
              + "|ADAPTER_TIMEOUT_SECONDS|AUDIT_TRAIL_ENABLED"
              + "|AUDIT_VERIFY_LOOKBACK_DAYS|AUTH_REPLAY_WINDOW_SECONDS|HPC_STUB_QUEUE_DELAY_SECONDS"
              + "|AGENT_CHECKPOINTER_PATH|UVICORN_RELOAD|MCP_RUN_R_TESTS|MCP_STRICT_TRANSPORT"
              + "|MCP_BENCHMARK_(RESULT|BASELINE)");

  private static final Pattern QUOTED = Pattern.compile("([\"'])(.*)\\1(?:\\s+#.*)?");

  public ConfigSources {
    values = Map.copyOf(values);
    origins = Map.copyOf(origins);
  }

  /**
   * Reads all sources.
   *
   * @param file file named by the user; null for none
   * @param folder where {@code .env} is looked for
   * @throws ConfigException a line that is no assignment, a name in the named file that is none of
   *     ours, a file that cannot be read
   */
  public static ConfigSources read(Map<String, String> environment, Path file, Path folder) {
    Set<String> names = ConfigListing.names();
    Map<String, String> values = new HashMap<>();
    Map<String, String> origins = new TreeMap<>();
    Path shared = folder.resolve(".env");
    if (Files.isRegularFile(shared)) {
      // Other programs read it as well: only what is ours is taken, the rest is not judged.
      lines(shared, false)
          .forEach((name, value) -> put(values, origins, name, value, ".env", names));
    }
    if (file != null) {
      lines(file, true)
          .forEach(
              (name, value) -> {
                if (!names.contains(name) && !PREDECESSOR.matcher(name).matches()) {
                  throw new ConfigException(file + ": no setting " + name + closest(name, names));
                }
                put(values, origins, name, value, file.toString(), names);
              });
    }
    environment.forEach((name, value) -> put(values, origins, name, value, "environment", names));
    return new ConfigSources(values, origins);
  }

  private static void put(
      Map<String, String> values,
      Map<String, String> origins,
      String name,
      String value,
      String origin,
      Set<String> names) {
    if (names.contains(name) && !value.isBlank()) {
      values.put(name, value);
      origins.put(name, origin);
    }
  }

  private static String closest(String name, Set<String> names) {
    return names.stream()
        .filter(known -> known.contains(name) || name.contains(known) || sharedStart(known, name))
        .sorted()
        .findFirst()
        .map(known -> "; is " + known + " meant?")
        .orElse("");
  }

  private static boolean sharedStart(String a, String b) {
    int least = Math.min(a.length(), b.length()) - 3;
    return least > 4 && a.regionMatches(0, b, 0, least);
  }

  private static Map<String, String> lines(Path file, boolean strict) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage());
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        values.put(matcher.group(1), unquoted(matcher.group(2).strip()));
      } else if (strict) {
        throw new ConfigException(file + ", line " + (i + 1) + ": must be NAME=value");
      }
    }
    return values;
  }

  /** Without quotation marks, or up to a remark that begins with {@code #} after a space. */
  private static String unquoted(String value) {
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      return quoted.group(2);
    }
    return value.startsWith("#") ? "" : value.split("\\s+#", 2)[0];
  }
}
