package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.ConfigSources;
import dev.perfusion.bridge.http.BridgeServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption settings;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Default: HOST or 127.0.0.1")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Default: PORT or 8000; 0 takes any free port")
  private Integer port;

  @Override
  public Integer call() {
    ConfigSources sources = settings.sources();
    Logging.configure(sources.values(), "json");
    BridgeConfig fromEnvironment = BridgeConfig.fromEnvironment(sources.values());
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
        .addShutdownHook(new Thread(new OrderlyStop(server, bridge), "perfusion-shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(server.port());
    out.flush();
    Logger log = LoggerFactory.getLogger(ServeCommand.class);
    log.info(
        "{} {} serves http://{}:{}/mcp",
        config.service().name(),
        config.service().version(),
        config.server().host(),
        server.port());
    return KEEP_RUNNING;
  }

  private static int checked(int port) {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.badInput("--port " + port + ": allowed are 0 to 65535");
    }
    return port;
  }
}
