package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.AdapterSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a worker is started: this JVM, this class path, little else. */
final class WorkerCommand {
  private static final int WANTS_NATIVE_ACCESS = 22;

  /** Of the environment workers get no more than this: no secret of the bridge is among them. */
  private static final Set<String> PASSED_ON =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot");

  private final AdapterSettings settings;
  private final int cacheEntries;
  private final String mainClass;
  private final String classPath = System.getProperty("java.class.path");
  private final ClassArchive archive = new ClassArchive(classPath);

  /**
   * @param mainClass what is run; anything but {@link WorkerMain} for tests
   */
  WorkerCommand(AdapterSettings settings, int cacheEntries, String mainClass) {
    this.settings = settings;
    this.cacheEntries = cacheEntries;
    this.mainClass = mainClass;
  }

  private List<String> jvm(boolean archived) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (archived) {
      archive.file().ifPresent(file -> all.add("-XX:SharedArchiveFile=" + file));
    }
    all.add("-Xshare:auto");
    all.add("-Xlog:disable");
    all.add("-Xmx" + settings.pool().memoryMb() + "m");
    all.add("-XX:+UseSerialGC");
    all.add("-XX:-UsePerfData");
    all.add("-XX:+ExitOnOutOfMemoryError");
    if (Runtime.version().feature() >= WANTS_NATIVE_ACCESS) {
      all.add("--enable-native-access=ALL-UNNAMED");
    }
    // Limits of the engine hold in workers too.
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("perfusion.")) {
                all.add("-D" + name + "=" + value);
              }
            });
    String engine = settings.workerEngine().name().toLowerCase(Locale.ROOT);
    all.add("-D" + WorkerMain.ENGINE + "=" + engine);
    if (settings.ospsuiteLibs() != null) {
      all.add("-D" + WorkerMain.LIBS + "=" + settings.ospsuiteLibs().toAbsolutePath());
    }
    all.add("-D" + WorkerMain.CACHE + "=" + cacheEntries);
    all.add("-D" + WorkerMain.TIMEOUT + "=" + settings.timeoutMs());
    all.add("-cp");
    all.add(classPath);
    return all;
  }

  ProcessBuilder process(Path socket) {
    List<String> all = jvm(true);
    all.add(mainClass);
    all.add(socket.toString());
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !PASSED_ON.contains(name));
    return builder;
  }

  /** Makes the archive of classes, unless there is one. */
  void makeArchive() throws InterruptedException {
    archive.make(jvm(false));
  }

  /** Whether workers start from an archive of classes. */
  boolean archived() {
    return archive.file().isPresent();
  }
}
