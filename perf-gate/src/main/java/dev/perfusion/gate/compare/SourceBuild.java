package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Builds the product of a git revision in a worktree in a temporary folder. Closing removes the
 * worktree; the repository itself is left as it is.
 */
public final class SourceBuild implements AutoCloseable {
  private static final long GIT_SECONDS = 120;
  private static final long MAVEN_MINUTES = 30;
  private static final Path PRODUCT = Path.of("bridge", "target", "perfusion-bridge.jar");

  private final Path repository;
  private final Path folder;
  private final String commit;

  private SourceBuild(Path repository, Path folder, String commit) {
    this.repository = repository;
    this.folder = folder;
    this.commit = commit;
  }

  /**
   * Checks a revision out and builds it with Maven, without tests.
   *
   * @param repository a git work tree
   * @param revision anything that names a commit
   * @param maven the Maven command and its options
   * @throws InputException there is no such revision, or it does not build; says how it ended
   */
  public static SourceBuild of(Path repository, String revision, List<String> maven) {
    String commit =
        run(
                repository,
                GIT_SECONDS,
                revision,
                List.of("git", "rev-parse", "--verify", "--end-of-options", revision + "^{commit}"))
            .strip();
    SourceBuild build;
    try {
      Path folder = Files.createTempDirectory("perfusion-build").toRealPath();
      build = new SourceBuild(repository, folder.resolve("tree"), commit);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
    try {
      run(
          repository,
          GIT_SECONDS,
          revision,
          List.of("git", "worktree", "add", "--detach", build.folder.toString(), commit));
      List<String> command = new ArrayList<>(maven);
      command.addAll(List.of("-q", "-pl", "bridge", "--also-make", "-DskipTests", "package"));
      run(build.folder, TimeUnit.MINUTES.toSeconds(MAVEN_MINUTES), revision, command);
      if (!Files.isRegularFile(build.jar())) {
        throw new InputException(revision, "", "builds no " + PRODUCT, "compare revisions that do");
      }
      return build;
    } catch (RuntimeException e) {
      build.close();
      throw e;
    }
  }

  /** The full hash of the revision. */
  public String commit() {
    return commit;
  }

  /** The jar of the product. */
  public Path jar() {
    return folder.resolve(PRODUCT);
  }

  private static String run(Path in, long seconds, String revision, List<String> command) {
    try {
      Path output = Files.createTempFile("perfusion-build", ".log");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new InputException(
              revision,
              "",
              "'"
                  + String.join(" ", command)
                  + "' failed"
                  + (ended ? "" : " to end")
                  + ": "
                  + tail(text),
              "name a commit of this repository that builds");
        }
        return text;
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new InputException(
          revision, "", "cannot run " + command.get(0) + ": " + e.getMessage(), "install it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(revision, "", "was interrupted", "start again");
    }
  }

  private static String tail(String text) {
    List<String> lines = Arrays.asList(text.strip().split("\n"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  @Override
  public void close() {
    try {
      run(
          repository,
          GIT_SECONDS,
          commit,
          List.of("git", "worktree", "remove", "--force", folder.toString()));
    } catch (InputException e) {
      // It was never added, or somebody removed it: nothing is left to do.
    }
    try {
      Files.deleteIfExists(folder.getParent());
    } catch (IOException e) {
      // A temporary folder that stays costs room and nothing else.
    }
  }
}
