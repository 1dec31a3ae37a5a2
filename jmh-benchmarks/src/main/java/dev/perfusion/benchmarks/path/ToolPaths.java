package dev.perfusion.benchmarks.path;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens tool paths. */
public final class ToolPaths {
  private ToolPaths() {}

  /** Starts a server of the shipped jar; see {@link #open}. */
  public static ServerProcess startServer(Path serverJar, Path models, Path state) {
    return ServerProcess.start(serverJar, jvmArgs(), environment(models, state), state);
  }

  /** Connects to a server that is there; closing the path leaves it alone. */
  public static ToolPath connect(Transport transport, SharedServer server) {
    try {
      return over(transport, KeepAliveClient.connect(server.port()), server.pid(), () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to the server at port " + server.port(), e);
    }
  }

  /**
   * Connects to a server anywhere; closing the path leaves it alone. Its process is not known: the
   * id is 0.
   *
   * @throws UncheckedIOException nobody listens there
   */
  public static ToolPath connect(Transport transport, Endpoint endpoint) {
    try {
      return over(transport, KeepAliveClient.connect(endpoint), 0, () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + endpoint, e);
    }
  }

  /** The tools of a bridge that is open in this JVM; closing the path closes the bridge. */
  public static ToolPath inProcess(Bridge bridge) {
    return new InProcessPath(bridge);
  }

  /**
   * Starts a bridge and connects to it: in this JVM, or from the shipped jar in its own.
   *
   * @param serverJar the shipped jar; not needed in process
   * @param models folder that models may be loaded from
   * @param state folder for what the bridge writes, audit included
   */
  public static ToolPath open(Transport transport, Path serverJar, Path models, Path state) {
    if (transport == Transport.INPROCESS) {
      return InProcessPath.open(models, state);
    }
    // While the server starts, this JVM has little to do.
    CompletableFuture<Void> primed =
        CompletableFuture.runAsync(() -> ClientPrimer.prime(transport));
    ServerProcess server = startServer(serverJar, models, state);
    try {
      primed.join();
      return over(transport, KeepAliveClient.connect(server.port()), server.pid(), server::close);
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException("cannot connect to the server", e);
    } catch (CompletionException e) {
      server.close();
      throw e;
    }
  }

  /** As {@link #connect}, for tools that {@link ToolPath} does not know. */
  public static ToolCaller caller(Transport transport, SharedServer server) {
    return (ToolCaller) connect(transport, server);
  }

  /**
   * As {@link #caller(Transport, SharedServer)}, of a server anywhere.
   *
   * @throws UncheckedIOException nobody listens there
   */
  public static ToolCaller caller(Transport transport, Endpoint endpoint) {
    return (ToolCaller) connect(transport, endpoint);
  }

  static ToolPath over(Transport transport, KeepAliveClient client, long pid, Runnable stopServer) {
    return switch (transport) {
      case REST -> new RestPath(client, pid, stopServer);
      case MCP -> new McpPath(client, pid, stopServer);
      case INPROCESS -> throw new IllegalArgumentException("in process there is no connection");
    };
  }

  /**
   * Flame graphs of the server need frames between safepoints; the flags cost no measurable time.
   */
  private static List<String> jvmArgs() {
    return List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");
  }

  /** Settings of a measured bridge: audit on, rate limit off. */
  public static Map<String, String> environment(Path models, Path state) {
    return Map.of(
        "ENVIRONMENT", "development",
        "MCP_MODEL_SEARCH_PATHS", models.toString(),
        "AUDIT_ENABLED", "true",
        "AUDIT_STORAGE_PATH", state.resolve("audit").toString(),
        "AUTH_RATE_LIMIT_PER_MINUTE", "0");
  }
}
