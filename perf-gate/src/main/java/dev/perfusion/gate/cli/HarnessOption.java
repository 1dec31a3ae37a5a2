package dev.perfusion.gate.cli;

import dev.perfusion.gate.json.InputException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the program that measures is. */
final class HarnessOption {
  private static final Path BESIDE = Path.of("jmh-benchmarks", "target", "benchmarks.jar");

  @Option(
      names = "--harness",
      paramLabel = "F",
      description = "benchmarks.jar; default: that of this build")
  private Path given;

  /** The jar; fails when there is none. */
  Path jar() {
    Path jar = given == null ? beside() : given;
    if (!Files.isRegularFile(jar)) {
      throw new InputException(
          jar.toString(),
          "",
          "no such file",
          "build it with 'mvn -pl jmh-benchmarks -am package -DskipTests' or give --harness");
    }
    return jar;
  }

  /** This code lies in benchmarks.jar itself, or two levels below the folder of its module. */
  private static Path beside() {
    try {
      Path code =
          Path.of(HarnessOption.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.endsWith(BESIDE.getFileName())
          ? code
          : code.resolve("../../..").normalize().resolve(BESIDE);
    } catch (URISyntaxException e) {
      return BESIDE;
    }
  }
}
