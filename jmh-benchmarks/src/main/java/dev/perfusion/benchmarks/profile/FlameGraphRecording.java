package dev.perfusion.benchmarks.profile;

import dev.perfusion.benchmarks.record.FlameGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Samples of one JVM between {@link #start} and {@link #stop}. */
final class FlameGraphRecording {
  private static final String INTERVAL = "interval=2ms";

  private final ProfiledJvm jvm;
  private final String engine;
  private final long pid;

  private FlameGraphRecording(ProfiledJvm jvm, String engine, long pid) {
    this.jvm = jvm;
    this.engine = engine;
    this.pid = pid;
  }

  /**
   * Starts to sample with the best engine that the kernel allows.
   *
   * @throws ProfiledJvm.ProfilerCommandException none is allowed; the reason is the last engine's
   */
  static FlameGraphRecording start(ProfiledJvm jvm, long pid) {
    return start(jvm, pid, ProfileKind.CPU);
  }

  /**
   * Starts to record.
   *
   * @throws ProfiledJvm.ProfilerCommandException the kernel or the JVM does not allow it
   */
  static FlameGraphRecording start(ProfiledJvm jvm, long pid, ProfileKind kind) {
    if (kind != ProfileKind.CPU) {
      jvm.execute("start," + kind.arguments());
      return new FlameGraphRecording(jvm, kind.description(), pid);
    }
    ProfiledJvm.ProfilerCommandException refusal = null;
    for (SamplingEngine engine : SamplingEngine.bestFirst()) {
      try {
        jvm.execute("start," + engine.arguments() + "," + INTERVAL);
        return new FlameGraphRecording(jvm, engine.description(), pid);
      } catch (ProfiledJvm.ProfilerCommandException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  /**
   * Stops and writes {@code <name>.html} and {@code <name>.collapsed}.
   *
   * @throws IllegalStateException not one sample was taken
   */
  FlameGraph stop(Path directory, String name, String title) throws IOException {
    Files.createDirectories(directory);
    Path html = directory.resolve(name + ".html").toAbsolutePath();
    Path collapsed = directory.resolve(name + ".collapsed").toAbsolutePath();
    jvm.execute("stop,flamegraph,title=" + title + ",file=" + html);
    jvm.execute("dump,collapsed,file=" + collapsed);
    long samples = count(collapsed);
    if (samples == 0 || !Files.isRegularFile(html)) {
      throw new IllegalStateException(
          "no sample was taken by engine " + engine + "; " + html + " would be empty");
    }
    return new FlameGraph(html.toString(), collapsed.toString(), engine, samples, pid);
  }

  /** Stops and writes only the stacks, each frame with a suffix that tells how it was compiled. */
  void stopCollapsed(Path file) {
    jvm.execute("stop");
    jvm.execute("dump,collapsed,ann,file=" + file.toAbsolutePath());
  }

  /** How the samples are taken. */
  String engine() {
    return engine;
  }

  /** Samples in a file of collapsed stacks: the sum of the counts that end its lines. */
  static long count(Path collapsed) throws IOException {
    try (Stream<String> lines = Files.lines(collapsed)) {
      return lines
          .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
