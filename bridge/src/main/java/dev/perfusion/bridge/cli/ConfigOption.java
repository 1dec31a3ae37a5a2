package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.ConfigSources;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Option {@code --config}: where settings come from beside the environment. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings as lines NAME=value; the environment goes first. .env in the working directory"
              + " is read too, last of all")
  private Path file;

  ConfigSources sources() {
    return ConfigSources.read(System.getenv(), file, Path.of(""));
  }

  BridgeConfig load() {
    return BridgeConfig.fromEnvironment(sources().values());
  }
}
