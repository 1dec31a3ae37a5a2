package dev.perfusion.gate.compare;

import dev.perfusion.gate.culprit.ProfileBurst;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that measures one side. It reads a JSON line per command from standard input and
 * answers each with a JSON line on standard output:
 *
 * <ul>
 *   <li>after its start, unasked: {@code {"ready": true}};
 *   <li>{@code {"burst": PATH, "leadInMillis": L, "millis": N}}: calls the path for L ms that do
 *       not count and for N ms that do, answers {@code {"histogram": BASE64, "witness": {...}}},
 *       see {@link Histograms} and {@link Witness};
 *   <li>{@code {"profile": PATH, "millis": N, "file": F}}: the same with a CPU profiler, which
 *       writes collapsed stacks with annotated frames to F; answers {@code {"operations": N,
 *       "cpuNanos": N, "engine": TEXT}}.
 * </ul>
 *
 * <p>A line {@code {"error": TEXT}} says why a command failed. Lines that begin with anything but a
 * brace are no answers: libraries and the VM may write to standard output too. They are passed
 * over, and told when the side fails. The process ends when its standard input does, so it cannot
 * outlive this one.
 */
final class Probe implements Worker, AutoCloseable {
  private static final long START_SECONDS = 120;
  private static final long BURST_SECONDS = 60;
  private static final int BINDINGS = 10;
  private static final int STRAYS = 15;
  private static final int SHOWN = 200;

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final ExecutorService waiting =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "probe-answer");
            thread.setDaemon(true);
            return thread;
          });
  private final Deque<String> strays = new ArrayDeque<>();
  private String cores;
  private long burstMillis;

  private Probe(String name, Path log, Process process) {
    this(
        name,
        log,
        process,
        process.outputWriter(StandardCharsets.UTF_8),
        process.inputReader(StandardCharsets.UTF_8));
  }

  /** Of a process, or of what stands for one. */
  Probe(String name, Path log, Process process, Writer commands, BufferedReader answers) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.commands = commands;
    this.answers = answers;
  }

  /**
   * What is started for a side.
   *
   * @param name side
   * @param jars class path; the product comes first, so that its classes win
   * @param jvmArgs further arguments, such as an agent
   */
  record Side(String name, List<Path> jars, List<String> jvmArgs) {}

  /** What a burst measured. */
  record Burst(String histogram, Witness witness) {}

  /** Starts a process; {@link #awaitReady} waits for it. */
  static Probe start(Side side, Suite suite, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+DisplayVMOutputToStderr"); // its warnings are no answers
    command.addAll(suite.jvmArgs());
    command.addAll(side.jvmArgs());
    String classPath =
        String.join(
            java.io.File.pathSeparator,
            side.jars().stream().map(jar -> jar.toAbsolutePath().toString()).toList());
    command.addAll(List.of("-cp", classPath, suite.mainClass()));
    try {
      Path own = Files.createDirectories(folder.resolve(side.name()));
      command.add(own.toString());
      command.addAll(suite.paths());
      Path log = own.resolve("probe.log");
      Process process =
          new ProcessBuilder(command).directory(own.toFile()).redirectError(log.toFile()).start();
      return new Probe(side.name(), log, process);
    } catch (IOException e) {
      throw new ProbeException(side.name() + " cannot be started: " + e.getMessage());
    }
  }

  void awaitReady() {
    answer(START_SECONDS).get("ready");
  }

  @Override
  public void pin(String wanted) {
    try {
      for (int i = 0; i < BINDINGS && !wanted.equals(cores); i++) {
        cores = Cores.bind(process.pid(), wanted) ? wanted : null;
      }
    } catch (IOException e) {
      throw failed("is gone");
    }
    if (!wanted.equals(cores)) {
      throw failed("cannot be bound to cores " + wanted);
    }
  }

  @Override
  public void begin(String path, long leadInMillis, long millis) {
    burstMillis = leadInMillis + millis;
    send(Map.of("burst", path, "leadInMillis", leadInMillis, "millis", millis));
  }

  @Override
  public Burst end() {
    JsonField answer = answer(BURST_SECONDS + TimeUnit.MILLISECONDS.toSeconds(burstMillis));
    try {
      return new Burst(
          Histograms.read(answer.get("histogram")), Witness.read(answer.get("witness")));
    } catch (InputException e) {
      throw failed("answered with " + e.getMessage());
    }
  }

  /** What was profiled. */
  record Profiled(ProfileBurst burst, String engine) {}

  /** Calls a path for some time under the profiler. */
  Profiled profile(String path, long millis) {
    Path file = log.resolveSibling("stacks.collapsed");
    send(Map.of("profile", path, "millis", millis, "file", file.toString()));
    JsonField answer = answer(BURST_SECONDS + TimeUnit.MILLISECONDS.toSeconds(millis));
    try {
      return new Profiled(
          ProfileBurst.of(
              name,
              answer.get("operations").wholeNumber(1),
              answer.get("cpuNanos").wholeNumber(0),
              Files.readString(file)),
          answer.get("engine").text());
    } catch (IOException | InputException e) {
      throw failed("left no profile: " + e.getMessage());
    }
  }

  private void send(Map<String, Object> command) {
    try {
      commands.write(JsonFiles.mapper().writeValueAsString(command));
      commands.write('\n');
      commands.flush();
    } catch (IOException e) {
      throw failed("is gone");
    }
  }

  private JsonField answer(long seconds) {
    String line;
    try {
      line = waiting.submit(this::nextAnswer).get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw failed("did not answer within " + seconds + " s");
    } catch (ExecutionException e) {
      throw failed("broke off: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted");
    }
    if (line == null) {
      throw failed("ended");
    }
    try {
      JsonField answer = JsonFiles.parse("answer of side " + name, line);
      String error = answer.get("error").textOr(null);
      if (error == null) {
        return answer;
      }
      throw failed("failed: " + error);
    } catch (InputException e) {
      throw failed("did not answer in JSON but " + cut(line));
    }
  }

  /** The next line that can be an answer; null at the end. */
  private String nextAnswer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("{")) {
        return line;
      }
      synchronized (strays) {
        strays.add(cut(line));
        if (strays.size() > STRAYS) {
          strays.remove();
        }
      }
    }
    return null;
  }

  private static String cut(String line) {
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
  }

  private ProbeException failed(String what) {
    StringBuilder message = new StringBuilder("side " + name + " " + what);
    synchronized (strays) {
      if (!strays.isEmpty()) {
        message.append("; it wrote besides\n").append(String.join("\n", strays));
      }
    }
    try {
      List<String> lines = Files.readAllLines(log);
      String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
      if (!tail.isBlank()) {
        message.append("; its log ends with\n").append(tail);
      }
    } catch (IOException e) {
      // Without a log the message has to do.
    }
    return new ProbeException(message.toString());
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
