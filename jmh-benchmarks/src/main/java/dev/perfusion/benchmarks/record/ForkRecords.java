package dev.perfusion.benchmarks.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A folder of {@link ForkRecord}s, one JSON file each. Forks write, the runner reads. */
public final class ForkRecords {
  private static final String PREFIX = "fork-";

  private final Path folder;
  private final JsonMapper json = JsonMapper.shared();

  /** The records in a folder; it is made when the first one is written. */
  public ForkRecords(Path folder) {
    this.folder = folder;
  }

  /** Adds a record under a name of its own. */
  public void write(ForkRecord forkRecord) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, PREFIX, ".json");
    Files.write(file, json.writeValueAsBytes(forkRecord));
  }

  /** All records, in no particular order. */
  public List<ForkRecord> read() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .sorted()
          .map(file -> json.readValue(file, ForkRecord.class))
          .toList();
    }
  }
}
