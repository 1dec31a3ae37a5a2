package dev.perfusion.benchmarks.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The native library inside the Maven artefact {@code tools.profiler:async-profiler}. It is written
 * to a file because another JVM has to load it too, by path.
 */
final class AsyncProfilerLibrary {
  private AsyncProfilerLibrary() {}

  /**
   * Extracts the library for this platform.
   *
   * @throws IOException the file cannot be written
   * @throws IllegalStateException there is none for this platform
   */
  static Path extractTo(Path directory) throws IOException {
    String resource = platform() + "/libasyncProfiler.so";
    try (InputStream in =
        AsyncProfilerLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "async-profiler has no library for this platform ("
                + resource
                + "); run without profiling");
      }
      Files.createDirectories(directory);
      Path library = directory.resolve("libasyncProfiler.so");
      Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
      return library;
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (os.contains("mac")) {
      return "macos";
    }
    boolean arm = arch.contains("aarch64") || arch.contains("arm64");
    return os + (arm ? "-arm64" : "-x64");
  }
}
