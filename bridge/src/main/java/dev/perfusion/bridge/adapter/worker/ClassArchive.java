package dev.perfusion.bridge.adapter.worker;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes (class data sharing) from which workers start faster: the one that the
 * build puts beside the executable jar, else one that the first start makes, in a folder that
 * belongs to this user alone. A JVM that cannot use an archive starts without.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final int LONGEST_S = 120;

  private final String classPath;

  ClassArchive(String classPath) {
    this.classPath = classPath;
  }

  /** The archive to start with; empty while there is none. */
  Optional<Path> file() {
    Optional<Path> built = beside();
    return built.isPresent() ? built : own().filter(Files::isRegularFile);
  }

  private Optional<Path> beside() {
    if (classPath.contains(File.pathSeparator) || !classPath.endsWith(".jar")) {
      return Optional.empty();
    }
    Path archive = Path.of(classPath.replaceFirst("\\.jar$", ".jsa")).toAbsolutePath();
    try {
      return Files.isRegularFile(archive)
              && Files.getLastModifiedTime(archive)
                      .compareTo(Files.getLastModifiedTime(Path.of(classPath)))
                  >= 0
          ? Optional.of(archive)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Where the archive of this JVM and these jars is or would be; empty where none can be. */
  private Optional<Path> own() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, System.getProperty("java.vm.version") + System.getProperty("java.home"));
      for (String entry : classPath.split(Pattern.quote(File.pathSeparator))) {
        Path jar = Path.of(entry).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
          // Only jars can be archived.
          return Optional.empty();
        }
        add(digest, jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
      String name = "workers-" + HexFormat.of().formatHex(digest.digest(), 0, 8) + ".jsa";
      return Optional.of(folder().resolve(name));
    } catch (IOException | UnsupportedOperationException | NoSuchAlgorithmException e) {
      LOG.debug("no archive of classes: {}", e.toString());
      return Optional.empty();
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A folder that nobody else can write to: what is in it becomes code. */
  private static Path folder() throws IOException {
    String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9_-]", "_");
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "perfusion-" + user);
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    boolean mine =
        !Files.isSymbolicLink(folder)
            && Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))
            && Stream.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)
                .noneMatch(Files.getPosixFilePermissions(folder)::contains);
    if (!mine) {
      throw new IOException(folder + " is not this user's alone");
    }
    return folder;
  }

  /**
   * Makes the archive if there is none and one can be; returns when it is there or the attempt has
   * failed.
   *
   * @param command what starts a worker, without the class that is run
   */
  void make(List<String> command) throws InterruptedException {
    Optional<Path> wanted = file().isPresent() ? Optional.empty() : own();
    if (wanted.isEmpty()) {
      return;
    }
    Path archive = wanted.get();
    Path part = archive.resolveSibling(archive.getFileName() + "." + UUID.randomUUID());
    List<String> dump = new ArrayList<>(command);
    // Methods that wait for the compiler at the end would be archived as waiting, and never be
    // compiled by a JVM that starts from the archive (JDK 17).
    dump.add(1, "-Xint");
    dump.add(1, "-XX:ArchiveClassesAtExit=" + part);
    dump.add(WorkerMain.class.getName());
    try {
      Process process =
          new ProcessBuilder(dump)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        boolean ended = process.waitFor(LONGEST_S, TimeUnit.SECONDS);
        if (ended && process.exitValue() == 0 && Files.isRegularFile(part)) {
          Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
          LOG.info("workers start from an archive of classes from now on");
        }
      } finally {
        process.destroyForcibly();
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.debug("no archive of classes: {}", e.toString());
    }
  }
}
