package dev.perfusion.benchmarks.probe;

import com.sun.management.OperatingSystemMXBean;
import dev.perfusion.benchmarks.profile.OwnCpuProfile;
import dev.perfusion.gate.compare.Histograms;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Measures one side of a paired comparison, see {@code dev.perfusion.gate.compare.Probe} for the
 * lines it reads and writes. Arguments: a folder of its own and the keys of the paths.
 *
 * <p>Product classes come from the jar that stands first on the class path, these classes from the
 * benchmarks: both sides are measured by the same code.
 */
public final class ProbeMain {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static OwnCpuProfile profiler;

  private ProbeMain() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    // Whatever logs to standard output must not get between the answers.
    System.setOut(System.err);
    System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    try (BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        MeasuredBridge bridge = MeasuredBridge.open(Path.of(args[0]))) {
      Map<String, Call> calls =
          Arrays.stream(args)
              .skip(1)
              .collect(
                  Collectors.toMap(
                      path -> path,
                      path -> bridge.call(key(path)),
                      (a, b) -> a,
                      LinkedHashMap::new));
      send(answers, Map.of("ready", true));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        JsonField command = JsonFiles.parse("command", line);
        double millis = command.get("millis").number();
        send(
            answers,
            command.get("profile").isPresent()
                ? profile(
                    calls.get(command.get("profile").text()),
                    millis,
                    Path.of(command.get("file").text()))
                : burst(bridge, calls.get(command.get("burst").text()), millis));
      }
    } catch (RuntimeException | LinkageError e) {
      e.printStackTrace();
      send(answers, Map.of("error", e.toString()));
      System.exit(1);
    }
    System.exit(0);
  }

  private static StepKey key(String path) {
    return StepKey.read(JsonFiles.parse("path", JsonFiles.mapper().writeValueAsString(path)));
  }

  private static Map<String, Object> burst(MeasuredBridge bridge, Call call, double millis) {
    call.beginBurst();
    Counts before = bridge.counts();
    Histogram histogram = measure(call, millis);
    Counts counted = bridge.counts().minus(before);
    return Map.of(
        "histogram",
        Histograms.encode(histogram),
        "witness",
        Map.of(
            "operations",
            histogram.getTotalCount(),
            "allocatedBytes",
            counted.allocatedBytes(),
            "cpuNanos",
            counted.cpuNanos(),
            "counters",
            counted.solver()));
  }

  private static Histogram measure(Call call, double millis) {
    Histogram histogram = new Histogram(Histograms.DIGITS);
    long end = System.nanoTime() + (long) (millis * NANOS_PER_MS);
    do {
      call.prepare();
      long start = System.nanoTime();
      call.call();
      histogram.recordValue(System.nanoTime() - start);
      call.settle();
    } while (System.nanoTime() < end);
    return histogram;
  }

  private static Map<String, Object> profile(Call call, double millis, Path file)
      throws IOException {
    if (profiler == null) {
      profiler = OwnCpuProfile.open(file.toAbsolutePath().getParent());
    }
    AtomicLong calls = new AtomicLong();
    AtomicLong cpuNanos = new AtomicLong();
    call.beginBurst();
    String engine =
        profiler.of(
            () -> {
              long before = PROCESS.getProcessCpuTime();
              calls.set(measure(call, millis).getTotalCount());
              cpuNanos.set(PROCESS.getProcessCpuTime() - before);
            },
            file);
    return Map.of("operations", calls.get(), "cpuNanos", cpuNanos.get(), "engine", engine);
  }

  private static void send(PrintStream answers, Map<String, Object> answer) {
    answers.println(JsonFiles.mapper().writeValueAsString(answer));
    answers.flush();
  }
}
