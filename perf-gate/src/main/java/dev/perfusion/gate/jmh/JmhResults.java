package dev.perfusion.gate.jmh;

import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All results of one JMH run ({@code -rf json}).
 *
 * @param file the file as the user named it
 * @param results one entry per benchmark, mode, thread count and parameter set; JMH leaves out
 *     benchmarks that failed
 */
public record JmhResults(String file, List<JmhResult> results) {

  /**
   * Reads a result file of JMH 1.37 or newer.
   *
   * @throws InputException when the file is not a JMH result or names one identity twice
   */
  public static JmhResults read(Path file) {
    JsonField root = JsonFiles.read(file);
    if (!root.isArray()) {
      throw root.problem("is not a JMH result", "run JMH with -rf json -rff FILE");
    }
    List<JmhResult> results = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonField item : root.items()) {
      JmhResult result = JmhResult.read(item);
      if (!seen.add(result.identity())) {
        throw item.problem("second result of " + result.identity(), "keep one result per identity");
      }
      results.add(result);
    }
    return new JmhResults(root.file(), List.copyOf(results));
  }
}
