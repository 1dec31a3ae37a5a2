package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.path.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long does a whole command take that loads a model, runs it and writes the results? */
final class ColdStarts implements Section {
  private static final double NANOS_PER_MS = 1e6;

  /** What a JVM may take by itself before the bar is raised for it, ms. */
  private static final double ALLOWED_HELLO_MS = 100;

  private static final long TIMEOUT_S = 120;

  /** A model and its bar, ms. */
  private record Case(String name, Path file, double bar, String aim) {}

  /** A way to start the bridge. */
  private record Start(String name, List<String> command) {}

  @Override
  public String key() {
    return "e";
  }

  @Override
  public String title() {
    return "Cold processes";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    List<Start> starts = starts(bench.request().root().toAbsolutePath().normalize());
    if (starts.isEmpty()) {
      throw new IOException("the bridge is not built: mvn -pl bridge package");
    }
    try (TemporaryFolder folder = new TemporaryFolder("perfusion-cold")) {
      return measure(bench, starts, folder.path());
    }
  }

  private static Findings measure(Bench bench, List<Start> starts, Path folder) throws IOException {
    List<Case> cases =
        List.of(
            new Case("`run POPsim.xml --out x.csv`", bench.xml("POPsim"), 700, "0.45 s"),
            new Case(
                "`run simple_simulation.pkml --out x.csv`",
                bench.pkml("simple_simulation"),
                900,
                "0.6 s"));
    Path hello = writeHello(folder);
    MarkdownTable table = new MarkdownTable("command", "started by", "median ms (middle half)");
    List<Bar> bars = new ArrayList<>();
    StringBuilder remarks = new StringBuilder();
    for (Case model : cases) {
      Map<String, double[]> times = new LinkedHashMap<>();
      Map<String, Path> results = new LinkedHashMap<>();
      measure(bench, starts, folder, model, hello, times, results);
      times.forEach((name, nanos) -> table.row(model.name(), name, Figures.msWithSpread(nanos)));
      bars.add(bar(model, starts.get(0).name(), times));
      bench.progress(model.name() + " " + bars.get(bars.size() - 1).measured());
      remarks.append(sameBytes(model, results));
    }
    return new Findings(
        bars,
        """
        Wall time of the whole process, %d starts of each in turns, files in the cache of the system. The bar is for the start script, raised by what a JVM that
        only prints a word takes above 100 ms%s.

        """
                .formatted(
                    bench.effort().coldStarts(),
                    starts.size() > 1
                        ? ""
                        : "; the script is not there, so it is applied to the jar")
            + table
            + remarks);
  }

  private static List<Start> starts(Path root) {
    List<Start> starts = new ArrayList<>();
    Path script = root.resolve("bridge/target/perfusion");
    if (Files.isExecutable(script)) {
      starts.add(new Start("start script", List.of(script.toString())));
    }
    Path jar = root.resolve("bridge/target/perfusion-bridge.jar");
    if (Files.exists(jar)) {
      starts.add(new Start("java -jar", List.of(java(), "-jar", jar.toString())));
    }
    return starts;
  }

  private static void measure(
      Bench bench,
      List<Start> starts,
      Path folder,
      Case model,
      Path hello,
      Map<String, double[]> times,
      Map<String, Path> results)
      throws IOException {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    for (Start start : starts) {
      Path csv = folder.resolve(start.name().replace(' ', '-') + ".csv");
      List<String> command = new ArrayList<>(start.command());
      command.addAll(List.of("run", model.file().toAbsolutePath().toString()));
      command.addAll(List.of("--out", csv.toString()));
      commands.put(start.name(), command);
      results.put(start.name(), csv);
    }
    commands.put(
        "a JVM that prints a word",
        List.of(java(), "-cp", hello.toString(), Hello.class.getName()));
    List<String> names = new ArrayList<>(commands.keySet());
    for (String name : names) {
      times.put(name, new double[bench.effort().coldStarts()]);
      time(commands.get(name));
    }
    for (int round = 0; round < bench.effort().coldStarts(); round++) {
      for (int k = 0; k < names.size(); k++) {
        String name = names.get((round + k) % names.size());
        times.get(name)[round] = time(commands.get(name));
      }
    }
  }

  private static Bar bar(Case model, String judged, Map<String, double[]> times) {
    double hello = Sample.median(times.get("a JVM that prints a word")) / NANOS_PER_MS;
    double allowance = Math.max(0, hello - ALLOWED_HELLO_MS);
    double ms = Sample.median(times.get(judged)) / NANOS_PER_MS;
    return Bar.atMost(
        "cold process: " + model.name(),
        ms,
        model.bar() + allowance,
        "<= "
            + Figures.plain(model.bar())
            + " ms"
            + (allowance > 0 ? " + " + Figures.plain(allowance) + " ms" : ""),
        model.aim(),
        Figures.plain(ms) + " ms (" + judged + ")");
  }

  private static String sameBytes(Case model, Map<String, Path> results) throws IOException {
    List<Path> files = List.copyOf(results.values());
    for (Path file : files) {
      if (Files.mismatch(files.get(0), file) >= 0) {
        throw new IOException(model.name() + " writes other bytes by " + results.keySet());
      }
    }
    return files.size() < 2 ? "" : "\n" + model.name() + ": the same bytes either way.\n";
  }

  /** Nanoseconds from start to exit. */
  private static double time(List<String> command) throws IOException {
    long start = System.nanoTime();
    Process process =
        TemporaryFolder.start(
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.PIPE));
    try {
      String errors = new String(process.getErrorStream().readAllBytes(), Charset.defaultCharset());
      if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + errors);
      }
      double nanos = System.nanoTime() - start;
      if (!errors.isBlank()) {
        throw new IOException(String.join(" ", command) + " complained: " + errors);
      }
      return nanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  /** Away from the large jar, whose directory a JVM would read first. */
  private static Path writeHello(Path folder) throws IOException {
    String name = Hello.class.getName().replace('.', '/') + ".class";
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream bytes = Hello.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(bytes, file);
    }
    return folder;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
