package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.ConfigSources;
import dev.perfusion.bridge.mcp.McpEndpoint;
import dev.perfusion.bridge.mcp.StdioServer;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command {@code stdio}: standard output carries MCP messages and nothing else. */
@Command(
    name = "stdio",
    description =
        "Serves the tools over MCP on standard input and output, one message a line, until the"
            + " input ends. Settings are environment variables; logs go to standard error.",
    mixinStandardHelpOptions = true)
final class StdioCommand implements Callable<Integer> {
  @Mixin private ConfigOption settings = new ConfigOption();

  @Override
  public Integer call() throws IOException {
    ConfigSources sources = settings.sources();
    Logging.configure(sources.values(), "text");
    // Whatever a library prints must not get between the messages.
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    Map<String, String> values = new HashMap<>(sources.values());
    // Clients start as many of these as they like, wherever they are: no state in common unless
    // asked for.
    values.putIfAbsent("JOB_REGISTRY_PATH", "memory");
    Bridge bridge = Bridge.open(BridgeConfig.fromEnvironment(values));
    Thread closing = new Thread(bridge::close, "perfusion-shutdown");
    Runtime.getRuntime().addShutdownHook(closing);
    try (McpEndpoint endpoint = new McpEndpoint(bridge)) {
      new StdioServer(endpoint, out).run(System.in);
    }
    // The hook closes the bridge, once, on this way out as on any other.
    return ExitCode.DONE;
  }
}
