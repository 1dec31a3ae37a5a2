package dev.perfusion.benchmarks.adapter;

import dev.perfusion.benchmarks.compare.Environment;
import dev.perfusion.benchmarks.compare.MarkdownTable;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterHealth;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.AdapterSettings.Backend;
import dev.perfusion.bridge.adapter.AdapterSettings.WorkerEngine;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;
import dev.perfusion.bridge.tool.LoadSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import oshi.SystemInfo;
import oshi.software.os.OSProcess;

/**
 * What do the ways to reach an engine cost: the first call, each tool when warm, memory, and a
 * worker that dies? Which claims of the plan (section 8) hold here?
 */
public final class AdapterReport {
  private static final double BYTES_PER_MB = 1024.0 * 1024;
  private static final double PERCENT = 100;
  private static final double NANOS_PER_MS = 1e6;
  private static final int STARTS = 20;
  private static final int CRASHES = 10;
  private static final String WEIGHT = "Organism|Weight";

  private final int iterations;
  private final int cold;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, Measured> measured = new LinkedHashMap<>();

  /** What was found of an adapter. */
  private record Measured(Timings first, Timings firstWarm, Timings warm, double workerMb) {}

  private AdapterReport(int iterations, int cold) {
    this.iterations = iterations;
    this.cold = cold;
  }

  /**
   * Measures and writes the report.
   *
   * @param root folder of the project
   * @param iterations warm iterations of each adapter
   * @param cold cold starts of each
   */
  public static void write(Path file, Path root, int iterations, int cold)
      throws IOException, InterruptedException {
    AdapterReport report = new AdapterReport(iterations, cold);
    report.measure(root);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, report.text);
    System.out.print(report.text);
  }

  private void measure(Path root) throws InterruptedException {
    AdapterSettings plain = AdapterSettings.DEFAULT;
    AdapterSettings workers = plain.with(Backend.SUBPROCESS);
    Path libs = NativeSimModel.folder().orElse(null);
    AdapterSettings official = plain.with(Backend.SIMMODEL).withOspsuiteLibs(libs);
    text.append("# Adapters\n\nMade by `java -jar benchmarks.jar adapters`, ");
    text.append(Instant.now().truncatedTo(ChronoUnit.SECONDS)).append(", on ");
    text.append(Environment.of(root)).append(".\n\nDemo model, tools called in process");
    text.append(" (no HTTP), one caller. Times in ms. An iteration is one call of each tool.\n");

    long[] starts = SubprocessAdapter.startTimes(plain, STARTS);
    adapter("inprocess", plain);
    adapter("subprocess", workers);
    adapter("simmodel", official);
    adapter("subprocess with simmodel", workers.with(WorkerEngine.SIMMODEL).withOspsuiteLibs(libs));
    adapter("ospsuite", plain.with(Backend.OSPSUITE));
    firstCalls();
    warmCalls();
    section("Worker processes");
    Arrays.sort(starts);
    line(
        "From the start of a worker to its first answer, %d starts: median %.0f ms, %.0f to %.0f ms.",
        STARTS,
        (starts[STARTS / 2 - 1] + starts[STARTS / 2]) / 2.0 / NANOS_PER_MS,
        starts[0] / NANOS_PER_MS,
        starts[STARTS - 1] / NANOS_PER_MS);
    memory();
    crashes(workers);
    claims();
  }

  private void section(String title) {
    text.append("\n## ").append(title).append("\n\n");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static Bridge open(AdapterSettings settings) {
    return Bridge.open(
        BridgeConfig.builder().adapter(settings).modelSearchPaths(Path.of(".")).build());
  }

  private static void ready(Bridge bridge) throws InterruptedException {
    while (!bridge.adapter().health().ready()) {
      Thread.sleep(1);
    }
  }

  private void adapter(String name, AdapterSettings settings) throws InterruptedException {
    try (Bridge bridge = open(settings)) {
      ready(bridge);
      AdapterHealth health = bridge.adapter().health();
      if (!health.available()) {
        line("\n`%s` was not measured: %s.", name, String.join("; ", health.issues()));
        return;
      }
    }
    System.err.println("measuring " + name);
    // What every caller of this JVM pays once is not what is asked for here.
    try (Bridge bridge = open(AdapterSettings.DEFAULT)) {
      Smoke smoke = new Smoke(bridge, ModelSource.Demo.LABEL);
      for (int i = 0; i < iterations; i++) {
        smoke.iteration(i);
      }
    }
    AdapterSettings.Pool pool = settings.pool();
    AdapterSettings unprepared =
        settings.with(
            new AdapterSettings.Pool(
                0, pool.max(), pool.idleMs(), pool.recycleCalls(), false, pool.memoryMb()));
    Timings first = new Timings();
    Timings firstWarm = new Timings();
    for (int i = 0; i < cold; i++) {
      first.add(once(unprepared, false));
      firstWarm.add(once(settings, true));
    }
    Timings warm = new Timings();
    double workerMb = Double.NaN;
    try (Bridge bridge = open(settings)) {
      ready(bridge);
      Smoke smoke = new Smoke(bridge, ModelSource.Demo.LABEL);
      for (int i = 0; i < iterations; i++) {
        smoke.iteration(i);
      }
      for (int i = 0; i < iterations; i++) {
        warm.add(smoke.iteration(i));
      }
      if (bridge.adapter() instanceof SubprocessAdapter adapter) {
        workerMb = residentMb(adapter.workers()[0]);
      }
    }
    measured.put(name, new Measured(first, firstWarm, warm, workerMb));
  }

  /** One iteration on a new adapter; with all that it takes to open it, unless it is prepared. */
  private static Map<String, Long> once(AdapterSettings settings, boolean prepared)
      throws InterruptedException {
    long start = System.nanoTime();
    try (Bridge bridge = open(settings)) {
      if (prepared) {
        ready(bridge);
        start = System.nanoTime();
      }
      Map<String, Long> times = new Smoke(bridge, ModelSource.Demo.LABEL).iteration(0);
      times.put(Smoke.ALL, System.nanoTime() - start);
      return times;
    }
  }

  private static double residentMb(long pid) {
    OSProcess process = new SystemInfo().getOperatingSystem().getProcess((int) pid);
    return process == null ? Double.NaN : process.getResidentSetSize() / BYTES_PER_MB;
  }

  private void firstCalls() {
    section("First iteration");
    line(
        "%d times each, p50 / p95. Cold: from the opening of the adapter, no worker there."
            + " First warm: from the moment that `/health` says ready.\n",
        cold);
    MarkdownTable table =
        new MarkdownTable(
            "adapter", "cold, all", "cold, " + Smoke.RUN, "first warm, all", "first warm, run");
    measured.forEach(
        (name, found) ->
            table.row(
                name,
                found.first().cell(Smoke.ALL),
                found.first().cell(Smoke.RUN),
                found.firstWarm().cell(Smoke.ALL),
                found.firstWarm().cell(Smoke.RUN)));
    text.append(table);
  }

  private void warmCalls() {
    section("Warm, by tool");
    line(
        "%d iterations after as many that are not counted, p50 / p95. Each sets another value, so"
            + " the official solver loads the model anew for each run; `compare` and the JMH"
            + " benchmark `BothSolvers` show runs alone.\n",
        iterations);
    List<String> header = new ArrayList<>(List.of("tool"));
    header.addAll(measured.keySet());
    MarkdownTable table = new MarkdownTable(header.toArray(String[]::new));
    for (String tool : measured.get("inprocess").warm().names()) {
      List<Object> row = new ArrayList<>(List.of(tool));
      measured.values().forEach(found -> row.add(found.warm().cell(tool)));
      table.row(row.toArray());
    }
    text.append(table);
  }

  private void memory() {
    measured.forEach(
        (name, found) -> {
          if (!Double.isNaN(found.workerMb())) {
            line(
                "\nA worker of `%s` takes %.0f MB (resident) after the warm iterations.",
                name, found.workerMb());
          }
        });
    line(
        "\nThis JVM, with all that was measured in it: %.0f MB.",
        residentMb(ProcessHandle.current().pid()));
  }

  private void crashes(AdapterSettings workers) throws InterruptedException {
    section("What a crash costs");
    line(
        "All workers are killed, then a value is read from a session with a changed parameter;"
            + " %d times. The other calls of the server go on meanwhile.\n",
        CRASHES);
    MarkdownTable table =
        new MarkdownTable("", "first read after the kill, p50 / p95", "read before, p50 / p95");
    Timings times = new Timings();
    try (Bridge bridge = open(workers)) {
      ready(bridge);
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "crash"));
      bridge.call(
          "set_parameter_value",
          Map.of("simulationId", "crash", "parameterPath", WEIGHT, "value", 61));
      SubprocessAdapter adapter = (SubprocessAdapter) bridge.adapter();
      for (int i = 0; i < CRASHES; i++) {
        for (int k = 0; k < CRASHES; k++) {
          times.add(Map.of("before", read(bridge)));
        }
        for (long pid : adapter.workers()) {
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        times.add(Map.of("after", read(bridge)));
      }
    }
    table.row("get_parameter_value", times.cell("after"), times.cell("before"));
    text.append(table);
    line(
        "\nWith `inprocess` or `simmodel` a crash of the engine ends the server: what it costs is a"
            + " restart, and every job that was running begins again.");
  }

  private static long read(Bridge bridge) {
    long start = System.nanoTime();
    bridge.call("get_parameter_value", Map.of("simulationId", "crash", "parameterPath", WEIGHT));
    return System.nanoTime() - start;
  }

  private void claims() {
    section("Claims of the plan, section 8");
    Measured found = measured.get("subprocess");
    if (found == null) {
      line("Worker processes do not work here.");
      return;
    }
    MarkdownTable table = new MarkdownTable("claim", "plan", "here (p95)", "holds");
    claim(
        table,
        "first warm iteration against a cold one",
        40,
        found.first().ms(Smoke.ALL, 0.95),
        found.firstWarm().ms(Smoke.ALL, 0.95));
    claim(
        table,
        "warm iteration against a cold one",
        44,
        found.first().ms(Smoke.ALL, 0.95),
        found.warm().ms(Smoke.ALL, 0.95));
    claim(
        table,
        "`run_simulation`, warm pool against cold",
        81,
        found.first().ms(Smoke.RUN, 0.95),
        found.warm().ms(Smoke.RUN, 0.95));
    text.append(table);
  }

  private static void claim(
      MarkdownTable table, String what, double percent, double before, double after) {
    double less = PERCENT * (1 - after / before);
    table.row(
        what,
        String.format(Locale.ROOT, "-%.0f %%", percent),
        String.format(
            Locale.ROOT, "%s to %s ms, %+.0f %%", Timings.text(before), Timings.text(after), -less),
        less >= percent ? "yes" : "no");
  }
}
