package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** The machine that a comparison runs on. Both sides run on the same, so it is only noted. */
public final class Environment {
  private Environment() {}

  /** Operating system, processor and JDK. */
  public static ObjectNode describe() {
    return JsonFiles.mapper()
        .createObjectNode()
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("cpuModel", cpuModel())
        .put("logicalCpus", Runtime.getRuntime().availableProcessors())
        .put("jdk", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
  }

  private static String cpuModel() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
