package dev.perfusion.benchmarks.soak;

import dev.perfusion.benchmarks.path.SharedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at a server from outside: its metrics, and what the system says of the process. */
final class ServerWatch {
  private static final int COLLECTIONS = 2;
  private static final long COLLECTION_TIMEOUT_S = 60;

  private final SharedServer server;
  // HTTP/1.1: the other one would begin with an upgrade that the server does not know.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ServerWatch(SharedServer server) {
    this.server = server;
  }

  /** Collects garbage and looks. */
  Sample take(double minute, long visits) throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
    }
    String metrics = metrics();
    return new Sample(
        minute,
        sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
        resident(),
        entries("task"),
        entries("fd"),
        sum(metrics, "mcp_sessions "),
        sum(metrics, "mcp_results "),
        sum(metrics, "mcp_jobs_queued ") + sum(metrics, "mcp_jobs_running "),
        visits);
  }

  private void collect() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COLLECTION_TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("jcmd could not run a collection in process " + server.pid());
    }
  }

  private String metrics() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return response.body();
  }

  /** Sum of the series whose lines begin so. */
  static double sum(String metrics, String begin) throws IOException {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(begin) + "[^\n]*?([-+0-9.eE]+)$", Pattern.MULTILINE)
            .matcher(metrics);
    double sum = 0;
    boolean found = false;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
      found = true;
    }
    if (!found) {
      throw new IOException("/metrics has no " + begin.strip());
    }
    return sum;
  }

  private double entries(String of) throws IOException {
    try (Stream<Path> found = Files.list(process(of))) {
      return found.count();
    }
  }

  private double resident() throws IOException {
    String line =
        Files.readAllLines(process("status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow(() -> new IOException("the system does not tell the memory of processes"));
    return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
  }

  private Path process(String of) {
    return Path.of("/proc", Long.toString(server.pid()), of);
  }
}
