package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the agent how long its loop takes here and now. */
final class SlowdownTimer {
  private SlowdownTimer() {}

  /**
   * Time of an iteration, ns.
   *
   * @param suite whose JVM arguments say how the loop is compiled
   * @param library of the loop that calls the JDK, else of the one that only computes
   */
  static double nanosPerIteration(Path agent, Suite suite, boolean library) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(suite.jvmArgs());
    command.addAll(List.of("-jar", agent.toString()));
    if (library) {
      command.add("library");
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      // The VM may have written before, as the suite's arguments tell it to.
      return Double.parseDouble(text.substring(text.lastIndexOf('\n') + 1));
    } catch (IOException | NumberFormatException e) {
      throw new InputException(
          agent.toString(), "", "does not time its loop: " + e.getMessage(), "build it again");
    }
  }
}
