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
import java.util.function.Consumer;

/**
 * Builds the product of a git revision in a worktree in a temporary folder. Closing removes the
 * worktree, and so does the end of this JVM, whatever ends it but a kill; the repository itself is
 * left as it is.
 */
public final class SourceBuild implements AutoCloseable {
  private static final long GIT_SECONDS = 120;
  private static final long MAVEN_MINUTES = 30;
  private static final Path PRODUCT = Path.of("bridge", "target", "perfusion-bridge.jar");

  private final Path repository;
  private final Path folder;
  private final String commit;
  private final Thread atTheEnd = new Thread(this::remove, "remove-worktree");
  private volatile Process running;
  private boolean removed;

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
        said(
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
    Runtime.getRuntime().addShutdownHook(build.atTheEnd);
    try {
      build.run(
          repository,
          GIT_SECONDS,
          revision,
          List.of("git", "worktree", "add", "--detach", build.folder.toString(), commit));
      List<String> command = new ArrayList<>(maven);
      command.addAll(List.of("-q", "-pl", "bridge", "--also-make", "-DskipTests", "package"));
      build.run(build.folder, TimeUnit.MINUTES.toSeconds(MAVEN_MINUTES), revision, command);
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

  /** Runs a part of the build, which ends with this JVM. */
  private void run(Path in, long seconds, String revision, List<String> command) {
    said(in, seconds, revision, command, folder.getParent(), process -> running = process);
  }

  private static String said(Path in, long seconds, String revision, List<String> command) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return said(in, seconds, revision, command, temporary, process -> {});
  }

  private static String said(
      Path in,
      long seconds,
      String revision,
      List<String> command,
      Path logs,
      Consumer<Process> started) {
    try {
      Path output = Files.createTempFile(logs, "perfusion-build", ".log");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.accept(process);
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
          kill(process);
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

  /** Maven is a script that starts a JVM: both end. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String tail(String text) {
    List<String> lines = Arrays.asList(text.strip().split("\n"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook finds nothing to do.
    }
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    Process unfinished = running;
    if (unfinished != null && unfinished.isAlive()) {
      kill(unfinished);
    }
    try {
      said(
          repository,
          GIT_SECONDS,
          commit,
          List.of("git", "worktree", "remove", "--force", folder.toString()));
    } catch (InputException e) {
      // Adding it was broken off, or somebody removed it: told to nobody, who asked for the end.
    }
    Probes.delete(folder.getParent());
  }
}
