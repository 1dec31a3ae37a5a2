package dev.perfusion.benchmarks.download;

import dev.perfusion.benchmarks.path.ServerProcess;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.run.Machine;
import dev.perfusion.bridge.population.store.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Downloads one chunk from the bridge and the same file from nginx, in turns, with the same client,
 * and writes what came out.
 */
public final class DownloadReport {
  private static final double BAR_GIGABYTES = 1;
  private static final double BAR_SHARE = 0.6;
  private static final double AIM_SHARE = 0.8;
  private static final double MEGA = 1e6;
  private static final int WARM = 3;
  private static final int TEXT_ROUNDS = 5;
  private static final String ARROW = "application/vnd.apache.arrow.file";
  private static final String PATH = "/population_results/p/chunks/chunk-00000";

  private final Path repository;
  private final Path jar;
  private final PrintWriter progress;
  private final RawClient client = new RawClient();

  /**
   * @param repository folder of the project, for the description of the machine
   * @param jar the shipped jar of the bridge
   */
  public DownloadReport(Path repository, Path jar, PrintWriter progress) {
    this.repository = repository;
    this.jar = jar;
    this.progress = progress;
  }

  /**
   * Measures and writes the report.
   *
   * @param megabytes size of the chunk
   * @param rounds downloads from either side
   * @return true when the bar is kept, or there is nothing to compare with and 1 GB/s is reached
   */
  public boolean write(Path out, int megabytes, int rounds)
      throws IOException, InterruptedException {
    try (TemporaryFolder state = new TemporaryFolder("perfusion-download")) {
      return write(out, megabytes, rounds, state.path());
    }
  }

  private boolean write(Path out, int megabytes, int rounds, Path state)
      throws IOException, InterruptedException {
    say("writing a chunk of %d MB", megabytes);
    Manifest manifest = ChunkFolder.write(state.resolve("store/p"), (long) (megabytes * MEGA));
    Optional<Path> program = Nginx.program();
    Map<String, String> environment =
        Map.of(
            "POPULATION_STORAGE_PATH",
            state.resolve("store").toString(),
            "POPULATION_RETENTION_SECONDS",
            "0",
            "AUTH_RATE_LIMIT_PER_MINUTE",
            "0");
    double[] own = new double[rounds];
    double[] other = new double[rounds];
    try (ServerProcess server =
            ServerProcess.start(jar, List.of("-Xmx256m"), environment, state.resolve("bridge"));
        Nginx nginx = program.isEmpty() ? null : start(program.get(), state)) {
      for (int i = 0; i < WARM; i++) {
        bridge(server, ARROW);
      }
      long before = resident(server.pid());
      for (int i = 0; i < rounds; i++) {
        if (nginx != null) {
          String file = "/p/" + manifest.chunks().get(0).file();
          other[i] = client.get(nginx.port(), file, "*/*").gigabytesPerSecond();
        }
        own[i] = bridge(server, ARROW);
        say("round %d: bridge %.2f GB/s, nginx %.2f GB/s", i + 1, own[i], other[i]);
      }
      long after = resident(server.pid());
      double csv = text(server, "text/csv");
      double json = text(server, "application/json");
      double share = median(own) / median(other);
      double bar =
          nginx == null ? BAR_GIGABYTES : Math.min(BAR_GIGABYTES, BAR_SHARE * median(other));
      boolean kept = median(own) >= bar;
      StringBuilder text = new StringBuilder("# Speed of chunk downloads\n\n");
      text.append("Written by `benchmarks.jar download` (docs/benchmarks.md). ").append(stamp());
      text.append(
          String.format(
              Locale.ROOT,
              "%n%nA chunk of %.0f MB over loopback, %d downloads from either side in turns, same"
                  + " file, same client (a connection each, a buffer of 1 MB). The bridge is the"
                  + " shipped jar with -Xmx256m, audit on; nginx has one worker and sendfile.%n%n",
              manifest.chunks().get(0).sizeBytes() / MEGA,
              rounds));
      text.append("| | bridge | nginx |\n|---|---|---|\n");
      text.append(row("median, GB/s", median(own), nginx == null ? null : median(other)));
      text.append(row("slowest, GB/s", sorted(own)[0], nginx == null ? null : sorted(other)[0]));
      text.append(
          row(
              "fastest, GB/s",
              sorted(own)[rounds - 1],
              nginx == null ? null : sorted(other)[rounds - 1]));
      text.append("| version | ").append(Runtime.version()).append(" | ");
      text.append(program.isEmpty() ? "not on this machine" : Nginx.version(program.get()));
      text.append(" |\n\n");
      text.append(
          String.format(
              Locale.ROOT,
              "* Bar: %.2f GB/s (the smaller of %.0f GB/s and %.0f %% of nginx): **%s**.%n",
              bar,
              BAR_GIGABYTES,
              100 * BAR_SHARE,
              kept ? "kept" : "MISSED"));
      if (nginx != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "* %.0f %% of nginx; the aim is %.0f %%.%n",
                100 * share,
                100 * AIM_SHARE));
      }
      text.append(
          String.format(
              Locale.ROOT,
              "* Resident memory of the bridge: %.0f MB before, %.0f MB after %d downloads of %.0f"
                  + " MB in all.%n",
              before / MEGA,
              after / MEGA,
              rounds,
              rounds * manifest.chunks().get(0).sizeBytes() / MEGA));
      text.append(
          String.format(
              Locale.ROOT,
              "* The same chunk as CSV: %.0f MB of text a second, as JSON: %.0f MB (median of %d;"
                  + " the first download, which also finds the length, not among them).%n",
              csv,
              json,
              TEXT_ROUNDS));
      Files.createDirectories(out.toAbsolutePath().getParent());
      Files.writeString(out, text.toString());
      say("written %s", out);
      return kept;
    }
  }

  private static Nginx start(Path program, Path state) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(state.resolve("nginx"));
    return Nginx.start(program, state.resolve("store"), folder);
  }

  private double bridge(ServerProcess server, String accept) throws IOException {
    return client.get(server.port(), PATH, accept).gigabytesPerSecond();
  }

  private double text(ServerProcess server, String accept) throws IOException {
    bridge(server, accept);
    double[] speeds = new double[TEXT_ROUNDS];
    for (int i = 0; i < TEXT_ROUNDS; i++) {
      speeds[i] = 1e3 * bridge(server, accept);
    }
    return median(speeds);
  }

  private static String row(String what, double own, Double other) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %s |%n",
        what,
        own,
        other == null ? "not measured" : String.format(Locale.ROOT, "%.2f", other));
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double median(double[] values) {
    double[] sorted = sorted(values);
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  /** Bytes; 0 where the system does not say. */
  private static long resident(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private String stamp() {
    ObjectNode machine = JsonNodeFactory.instance.objectNode();
    Machine.describe(machine, repository);
    return Instant.now().truncatedTo(ChronoUnit.MINUTES)
        + ", "
        + machine.path("logicalCpus").asInt()
        + " x "
        + machine.path("cpuModel").asString()
        + ", "
        + machine.path("os").asString()
        + ".";
  }

  private void say(String format, Object... values) {
    progress.println(String.format(Locale.ROOT, format, values));
    progress.flush();
  }
}
