package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.ConfigListing;
import dev.perfusion.bridge.ConfigSources;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.security.Authenticator;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code config}. */
@Command(
    name = "config",
    description = "Works on the settings.",
    subcommands = ConfigCommand.Print.class,
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: config print");
  }

  /** Command {@code config print}. */
  @Command(
      name = "print",
      description =
          "Checks the settings as serve would, and prints those in effect and where they come from."
              + " Secrets are masked. Exit code 2: a setting cannot be used.",
      mixinStandardHelpOptions = true)
  static final class Print implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ConfigOption settings;

    @Override
    public Integer call() {
      ConfigSources sources = settings.sources();
      BridgeConfig config = BridgeConfig.fromEnvironment(sources.values());
      Authenticator.of(
          config.auth(),
          config.service().development(),
          BridgeServer.isLoopback(config.server().host()));
      PrintWriter out = spec.commandLine().getOut();
      ConfigListing.of(config, sources.values())
          .forEach(
              (name, value) ->
                  out.printf(
                      "%s=%s  # %s%n",
                      name, value, sources.origins().getOrDefault(name, "default")));
      out.flush();
      return ExitCode.DONE;
    }
  }
}
