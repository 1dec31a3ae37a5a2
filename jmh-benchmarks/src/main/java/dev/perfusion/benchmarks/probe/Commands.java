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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Reads commands from standard input, and answers on standard output what was measured. */
public final class Commands implements Runnable {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Path folder;
  private final List<String> paths;
  private final PrintStream answers;
  private final Supplier<Set<String>> missed;
  private OwnCpuProfile profiler;

  /**
   * Commands of one side.
   *
   * @param folder of its own
   * @param paths keys of what may be asked for
   * @param answers where answers go
   * @param missed classes that were asked for and that the product does not have
   */
  public Commands(
      Path folder, List<String> paths, PrintStream answers, Supplier<Set<String>> missed) {
    this.folder = folder;
    this.paths = List.copyOf(paths);
    this.answers = answers;
    this.missed = missed;
  }

  /** Serves until standard input ends, and ends the process. */
  @Override
  public void run() {
    try (BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        MeasuredBridge bridge = MeasuredBridge.open(folder)) {
      Map<String, Call> calls = new LinkedHashMap<>();
      paths.forEach(path -> calls.put(path, bridge.call(key(path))));
      send(Map.of("ready", true));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        JsonField command = JsonFiles.parse("command", line);
        double millis = command.get("millis").number();
        send(
            command.get("profile").isPresent()
                ? profile(
                    calls.get(command.get("profile").text()),
                    millis,
                    Path.of(command.get("file").text()))
                : burst(
                    bridge,
                    calls.get(command.get("burst").text()),
                    command.get("leadInMillis").wholeNumberOr(0, 0),
                    millis));
      }
    } catch (Throwable e) {
      // Whatever it is: without an answer the other sides would wait.
      e.printStackTrace();
      Set<String> absent = missed.get();
      send(
          Map.of(
              "error",
              absent.isEmpty()
                  ? e.toString()
                  : e
                      + "; this version of the product does not have "
                      + String.join(", ", absent)));
      System.exit(1);
    }
    System.exit(0);
  }

  private static StepKey key(String path) {
    return StepKey.read(JsonFiles.parse("path", JsonFiles.mapper().writeValueAsString(path)));
  }

  private static Map<String, Object> burst(
      MeasuredBridge bridge, Call call, long leadInMillis, double millis) {
    AtomicReference<Counts> before = new AtomicReference<>();
    Histogram histogram = measure(call, leadInMillis, millis, () -> before.set(bridge.counts()));
    Counts counted = bridge.counts().minus(before.get());
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

  /**
   * Times the calls that begin in a burst.
   *
   * @param leadInMillis calls before them, which find caches as others left them, are not timed
   * @param counting called when the lead-in is over
   */
  static Histogram measure(Call call, long leadInMillis, double millis, Runnable counting) {
    call.beginBurst();
    if (leadInMillis > 0) {
      measure(call, leadInMillis);
    }
    counting.run();
    return measure(call, millis);
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

  private Map<String, Object> profile(Call call, double millis, Path file) throws IOException {
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

  private void send(Map<String, Object> answer) {
    answers.println(JsonFiles.mapper().writeValueAsString(answer));
    answers.flush();
  }
}
