package dev.perfusion.verification.population;

import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a population folder holds, to be compared with another one. */
public final class PopulationFiles {
  private PopulationFiles() {}

  /** Every file but for the times in the manifest. */
  public static Map<String, Object> content(Path folder) throws IOException {
    Map<String, Object> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        if (!file.endsWith(Store.MANIFEST)) {
          files.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    Manifest manifest = new Store(folder).manifest();
    files.put("manifest", List.of(manifest.state(), manifest.progress(), manifest.chunks()));
    files.put("warnings", manifest.warnings());
    files.put("inputs", manifest.inputsSha256());
    return files;
  }
}
