package dev.perfusion.benchmarks.path;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bridge as users run it: the shipped jar in a JVM of its own, on a free loopback port, with
 * audit and validation on.
 *
 * <p>The server must not outlive the benchmark. It is stopped by {@link #close()}; by a shutdown
 * hook when this JVM ends in another way; and by a {@link Watchdog} when it is killed.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("(\\d{2,5})\\D*$");

  /** A busy machine takes long; a server that cannot start ends, and is not waited for. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final long STOP_TIMEOUT_S = 5;
  private static final int SHOWN_LINES = 20;

  private final Process process;
  private final Thread hook;
  private final Watchdog watchdog;
  private int port;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "stop-server-" + process.pid());
    // First: a JVM that is ending takes no hook any more.
    this.watchdog = Watchdog.over(process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a server and waits for its port, as long as it lives and five minutes at most.
   *
   * @param jar the shipped jar
   * @param jvmArgs options of the server's JVM
   * @param environment variables on top of those of this process, of which the bridge's are left
   *     out but for the adapter's
   * @param directory working directory; the log is written there as {@code server.log}
   * @throws IllegalStateException the jar is missing, or the server ended or stayed silent; says
   *     what to do and shows the server's log
   */
  public static ServerProcess start(
      Path jar, List<String> jvmArgs, Map<String, String> environment, Path directory) {
    return start(jar, jvmArgs, environment, directory, START_LIMIT);
  }

  static ServerProcess start(
      Path jar,
      List<String> jvmArgs,
      Map<String, String> environment,
      Path directory,
      Duration limit) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "The server jar "
              + jar.toAbsolutePath().normalize()
              + " is missing; build it with: mvn -pl bridge package");
    }
    Path log = directory.resolve("server.log");
    try {
      ProcessBuilder builder = new ProcessBuilder(command(jar, jvmArgs));
      builder.directory(directory.toFile());
      AdapterEnvironment.keep(builder.environment());
      builder.environment().putAll(environment);
      builder.redirectError(log.toFile());
      ServerProcess server = new ServerProcess(TemporaryFolder.start(builder));
      try {
        server.port = awaitPort(server.process, log, limit);
        return server;
      } catch (IllegalStateException | IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + jar, e);
    }
  }

  private static List<String> command(Path jar, List<String> jvmArgs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArgs);
    command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
    command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", "0"));
    return command;
  }

  private static int awaitPort(Process process, Path log, Duration limit) throws IOException {
    CompletableFuture<String> firstLine = new CompletableFuture<>();
    Thread reader = new Thread(() -> drain(process, firstLine), "server-output");
    reader.setDaemon(true);
    reader.start();
    String line;
    try {
      line = firstLine.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server started", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The server ended before it printed its port" + shown(log), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The server printed no port within " + limit.toMillis() / 1e3 + " s" + shown(log), e);
    }
    Matcher matcher = PORT.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "The server's first line should be its port, but is '" + line + "'" + shown(log));
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static void drain(Process process, CompletableFuture<String> firstLine) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        firstLine.complete(line);
      }
      firstLine.completeExceptionally(new IOException("the server ended"));
    } catch (IOException e) {
      firstLine.completeExceptionally(e);
    }
  }

  /** The end of the log, as the end of a message. */
  private static String shown(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty()
        ? "; its log is empty"
        : ". Its log:\n"
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends the server and waits until it is gone. */
  @Override
  public void close() {
    // First, so that it cannot hit a process that has taken over the id.
    watchdog.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending; the hook runs anyway and finds the server gone.
    }
  }
}
