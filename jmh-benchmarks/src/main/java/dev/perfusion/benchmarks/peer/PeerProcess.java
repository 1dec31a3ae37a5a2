package dev.perfusion.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The official solver in a process of its own, which runs individuals of a population on demand.
 * The process ends when its standard input does, so it does not outlive this JVM.
 */
public final class PeerProcess implements AutoCloseable {
  static final String READY = "ready";
  static final String DONE = "done";

  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  private PeerProcess(Process process) {
    this.process = process;
    to = process.outputWriter(StandardCharsets.UTF_8);
    from = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process; waits until it has loaded the model and run the first individual once.
   *
   * @param libraries folder with the libraries
   * @param xml the model
   * @param individuals table with tabs: a row of parameter paths, then a row of values per
   *     individual
   */
  public static PeerProcess start(Path libraries, Path xml, Path individuals) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PeerMain.class.getName(),
                libraries.toString(),
                xml.toString(),
                individuals.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    PeerProcess peer = new PeerProcess(process);
    peer.await(READY);
    return peer;
  }

  /** Asks for the individuals from (inclusive) to (exclusive); returns at once. */
  public void request(int fromIndividual, int toIndividual) throws IOException {
    to.write(fromIndividual + " " + toIndividual + "\n");
    to.flush();
  }

  /** Waits until what was asked for is done. */
  public void await() throws IOException {
    await(DONE);
  }

  private void await(String word) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.equals(word)) {
        return;
      }
      seen.add(line);
    }
    throw new IOException("the official solver's process ended: " + String.join("; ", seen));
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroy();
  }
}
