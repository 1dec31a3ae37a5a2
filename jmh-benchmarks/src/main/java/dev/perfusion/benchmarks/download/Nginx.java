package dev.perfusion.benchmarks.download;

import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.path.Watchdog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The file server of that name, one worker, on a free loopback port, in a folder of its own. */
final class Nginx implements AutoCloseable {
  private static final long START_MS = 5000;
  private static final long STOP_SECONDS = 5;

  private final Process process;
  private final Watchdog watchdog;
  private final int port;

  private Nginx(Process process, Watchdog watchdog, int port) {
    this.process = process;
    this.watchdog = watchdog;
    this.port = port;
  }

  /** Where it is on this machine. */
  static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/usr/bin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Its own name and version. */
  static String version(Path program) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "-v").redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .strip()
        .replaceFirst("^nginx version: ", "");
  }

  /**
   * Starts it.
   *
   * @param root the files it serves
   * @param state folder for its configuration and whatever it writes
   */
  static Nginx start(Path program, Path root, Path state) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    StringBuilder config = new StringBuilder();
    config.append("daemon off; master_process off; worker_processes 1;\n");
    config.append("error_log stderr; pid ").append(state.resolve("nginx.pid")).append(";\n");
    config.append("events { worker_connections 64; }\n");
    config.append("http { access_log off; sendfile on; tcp_nopush on;\n");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      config.append(kind).append("_temp_path ").append(state.resolve(kind)).append(";\n");
    }
    config.append("server { listen 127.0.0.1:").append(port);
    config.append("; root ").append(root).append("; } }\n");
    Path file = Files.writeString(state.resolve("nginx.conf"), config.toString());
    Process process =
        TemporaryFolder.start(
            new ProcessBuilder(program.toString(), "-c", file.toString(), "-p", state.toString())
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("nginx.log").toFile()));
    Nginx nginx = new Nginx(process, Watchdog.over(process.pid()), port);
    nginx.await(state.resolve("nginx.log"));
    return nginx;
  }

  private void await(Path log) throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + START_MS;
    while (System.currentTimeMillis() < end && process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    close();
    throw new IOException("nginx does not answer: " + Files.readString(log));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    watchdog.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
