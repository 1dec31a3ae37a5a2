package dev.perfusion.benchmarks.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commit that was measured.
 *
 * @param hash full hash
 * @param dirty files have been changed since
 */
record GitCommit(String hash, boolean dirty) {
  /** Commit of a working copy; empty without git or outside a repository. */
  static Optional<GitCommit> of(Path repository) {
    Optional<String> hash = git(repository, "rev-parse", "HEAD");
    Optional<String> changes = git(repository, "status", "--porcelain", "--untracked-files=no");
    return hash.map(
        text -> new GitCommit(text.strip(), changes.map(s -> !s.isBlank()).orElse(true)));
  }

  private static Optional<String> git(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
