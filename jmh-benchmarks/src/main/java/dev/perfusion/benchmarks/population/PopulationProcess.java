package dev.perfusion.benchmarks.population;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other end of {@link PopulationMain}. */
public final class PopulationProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter requests;

  private PopulationProcess(Process process) {
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
    requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** What a population took. */
  public record Answer(long nanos, long steps, long chunkBytes) {}

  /**
   * Starts a JVM and waits until it has loaded the model.
   *
   * @param options of the JVM
   * @throws IOException it ends instead
   */
  public static PopulationProcess start(String model, Path root, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PopulationMain.class.getName(), model, root.toString()));
    PopulationProcess started =
        new PopulationProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    started.line();
    return started;
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the JVM that runs a population has ended");
    }
    return line;
  }

  /** Asks for a population; {@link #await} has the answer. */
  public void request(int subjects, int replicates, int threads) {
    requests.println(subjects + " " + replicates + " " + threads);
  }

  /** Waits for the answer. */
  public Answer await() throws IOException {
    String[] numbers = line().split(" ");
    return new Answer(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  /** A population, from the request to the answer. */
  public Answer run(int subjects, int replicates, int threads) throws IOException {
    request(subjects, replicates, threads);
    return await();
  }

  /** Live heap, bytes. */
  public long heap() throws IOException {
    requests.println("heap");
    return Long.parseLong(line());
  }

  /** Largest resident memory so far, bytes; -1 where the system does not say. */
  public long peakResident() {
    return ProcessMemory.peak(process.pid());
  }

  @Override
  public void close() {
    requests.close();
    process.destroy();
    process.onExit().join();
  }
}
