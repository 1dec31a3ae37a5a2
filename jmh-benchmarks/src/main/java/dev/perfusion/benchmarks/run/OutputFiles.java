package dev.perfusion.benchmarks.run;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Where one run of a scenario writes. */
final class OutputFiles {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path root;
  private final String name;

  OutputFiles(Path root, String scenario, Instant start) {
    this.root = root;
    this.name = STAMP.format(start) + "-" + scenario;
  }

  /** The benchmark document. */
  Path document() {
    return root.resolve("var/benchmarks").resolve(name + ".json");
  }

  /** The repository. */
  Path root() {
    return root;
  }

  /** Flame graphs of the latest run. */
  Path flameGraphs() {
    return root.resolve("profiling/out");
  }

  /** The shipped jar of the bridge. */
  Path serverJar() {
    return root.resolve("bridge/target/perfusion-bridge.jar");
  }

  /** What the document is made from. */
  Path work() {
    return root.resolve("jmh-benchmarks/target/bench").resolve(name);
  }

  /** JMH results. */
  Path jmh() {
    return work().resolve("jmh.json");
  }

  /** Everything that JMH does not know. */
  Path meta() {
    return work().resolve("meta.json");
  }

  /** The verdict as JSON. */
  Path verdict() {
    return work().resolve("verdict.json");
  }

  /** Records of the forks. */
  Path records() {
    return work().resolve("records");
  }

  /** Records of the profiled forks, of which only the flame graphs are used. */
  Path profileRecords() {
    return work().resolve("profile-records");
  }

  /** What JMH printed. */
  Path log(String benchmark) {
    return work().resolve("log").resolve(benchmark + ".log");
  }
}
