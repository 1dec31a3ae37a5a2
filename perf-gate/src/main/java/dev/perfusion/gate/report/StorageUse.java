package dev.perfusion.gate.report;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What data, results and reports take on the disk.
 *
 * @param bytes by folder, relative to the root; folders that are not there are left out
 */
public record StorageUse(Map<String, Long> bytes) {
  /** What they may take together: 1 GB. */
  public static final long MOST = 1_000_000_000;

  private static final List<String> FOLDERS =
      List.of("var", "reports", "profiling/out", "jmh-benchmarks/target/bench");

  /** Looks at the folders of a repository; what cannot be read counts as nothing. */
  public static StorageUse of(Path root) {
    Map<String, Long> found = new LinkedHashMap<>();
    for (String name : FOLDERS) {
      Path folder = root.resolve(name);
      if (Files.isDirectory(folder)) {
        found.put(name, size(folder));
      }
    }
    return new StorageUse(found);
  }

  /** All of them. */
  public long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long size(Path folder) {
    AtomicLong sum = new AtomicLong();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return sum.get();
    }
    return sum.get();
  }
}
