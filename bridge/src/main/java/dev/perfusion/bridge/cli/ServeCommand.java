package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.http.BridgeServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code serve}: the first line on standard output is the port. */
@Command(
    name = "serve",
    description =
        "Serves the tools over MCP (POST /mcp) and REST. Further settings are environment"
            + " variables. The first line on standard output is the port.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /** The command has returned, its threads go on. */
  static final int KEEP_RUNNING = -1;

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Spec private CommandSpec spec;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Default: HOST or 127.0.0.1")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Default: PORT or 8000; 0 takes any free port")
  private Integer port;

  @Override
  public Integer call() {
    BridgeConfig fromEnvironment = BridgeConfig.fromEnvironment(System.getenv());
    BridgeConfig config =
        fromEnvironment.withEndpoint(
            host == null ? fromEnvironment.server().host() : host,
            port == null ? fromEnvironment.server().port() : checked(port));
    Bridge bridge = Bridge.open(config);
    BridgeServer server;
    try {
      server = BridgeServer.start(bridge);
    } catch (RuntimeException e) {
      bridge.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(server, bridge), "perfusion-shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(server.port());
    out.flush();
    LOG.info(
        "{} {} serves http://{}:{}/mcp",
        config.service().name(),
        config.service().version(),
        config.server().host(),
        server.port());
    return KEEP_RUNNING;
  }

  /** Jobs first: until they have ended, callers can still ask for them. */
  private static void stop(BridgeServer server, Bridge bridge) {
    Duration grace =
        Duration.ofMillis((long) (1e3 * bridge.config().server().shutdownGraceSeconds()));
    LOG.info("stopping; jobs have {} s to end", grace.toMillis() / 1e3);
    try {
      if (!bridge.drain(grace)) {
        LOG.warn(
            "{} running and {} waiting jobs are stopped",
            bridge.jobs().running(),
            bridge.jobs().queued());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    bridge.close();
    LOG.info("stopped");
  }

  private static int checked(int port) {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.badInput("--port " + port + ": allowed are 0 to 65535");
    }
    return port;
  }
}
