package dev.perfusion.benchmarks.population;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of a process as Linux tells it. */
final class ProcessMemory {
  private static final String PEAK = "VmHWM:";
  private static final int KB = 1024;

  private ProcessMemory() {}

  /** Largest resident memory so far, bytes; -1 where the system does not say. */
  static long peak(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.substring(PEAK.length()).replaceAll("\\D", "")) * KB;
        }
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
