package dev.perfusion.benchmarks.population;

import dev.perfusion.bridge.population.store.Manifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs populations in a JVM of its own, on request: a line with individuals, replicates and threads
 * is answered with nanoseconds, steps, and the bytes of the largest chunk; {@code heap} with the
 * bytes of live heap. The end of the input ends it.
 */
public final class PopulationMain {
  private static final int COLLECTIONS = 3;

  private PopulationMain() {}

  /** Arguments: model file or {@code demo}, repository. */
  public static void main(String[] arguments) throws IOException {
    PopulationCase population = PopulationCase.load(arguments[0], Path.of(arguments[1]));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      System.out.println(line.equals("heap") ? Long.toString(heap()) : run(population, line));
    }
  }

  private static String run(PopulationCase population, String line) throws IOException {
    String[] numbers = line.split(" ");
    long[] nanos = new long[1];
    Manifest manifest =
        population.run(
            Integer.parseInt(numbers[0]),
            Integer.parseInt(numbers[1]),
            Integer.parseInt(numbers[2]),
            n -> nanos[0] = n);
    long chunk = manifest.chunks().stream().mapToLong(Manifest.Chunk::sizeBytes).max().orElse(0);
    return nanos[0] + " " + manifest.progress().steps() + " " + chunk;
  }

  private static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
