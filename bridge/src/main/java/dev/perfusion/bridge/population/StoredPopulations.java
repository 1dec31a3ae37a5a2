package dev.perfusion.bridge.population;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.store.ChunkCheck;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Results of population jobs: a folder for each below a root, named by the id of the results. Safe
 * for many threads.
 */
public final class StoredPopulations {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private static final long LEAST_MEMORY = 16 << 20;
  private static final long MOST_MEMORY = 64 << 20;
  private static final int PART_OF_HEAP = 16;
  private static final int BYTES_PER_BYTE = 4;

  private final Path root;
  private final FileMemory memory = new FileMemory(memoryBytes());
  private final ChunkCheck check = new ChunkCheck();

  /**
   * @param root is made when it is first needed
   */
  public StoredPopulations(Path root) {
    this.root = root.toAbsolutePath();
  }

  /** Finds damage to chunks; it remembers what it has seen. */
  public ChunkCheck check() {
    return check;
  }

  private static long memoryBytes() {
    long part = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    return Math.max(LEAST_MEMORY, Math.min(MOST_MEMORY, part));
  }

  /** What was made of files of finished populations. */
  public FileMemory memory() {
    return memory;
  }

  /**
   * Where results of that id are or would be.
   *
   * @throws BridgeException {@code InvalidInput}: the id cannot be the name of a folder
   */
  public Path folder(String resultsId) {
    if (!ID.matcher(resultsId).matches()) {
      throw BridgeException.invalid(
          "resultsId",
          "resultsId \"" + resultsId + "\" cannot be that of a population",
          "letters, digits, '_', '.' and '-', at most 128, the first a letter or digit");
    }
    return root.resolve(resultsId);
  }

  /** The manifest of results, if there are any. */
  public Optional<Manifest> find(String resultsId) {
    Path folder = folder(resultsId);
    return Optional.ofNullable(
        memory.get(
            folder.resolve(Store.MANIFEST),
            "manifest",
            () -> new Store(folder).manifest(),
            StoredPopulations::bytes));
  }

  /**
   * The manifest of results.
   *
   * @throws BridgeException {@code NotFound}; {@code InternalError} when it cannot be read
   */
  public Manifest manifest(String resultsId) {
    try {
      return find(resultsId)
          .orElseThrow(
              () ->
                  BridgeException.notFound(
                      "resultsId",
                      "no population results \"" + resultsId + "\"",
                      "take resultsId from get_job_status of a run_population_simulation job"));
    } catch (StoreException e) {
      throw new BridgeException(ErrorCode.INTERNAL_ERROR, e.getMessage());
    }
  }

  /**
   * A chunk of results.
   *
   * @throws BridgeException {@code NotFound}
   */
  public Manifest.Chunk chunk(String resultsId, String chunkId) {
    List<Manifest.Chunk> chunks = manifest(resultsId).chunks();
    return chunks.stream()
        .filter(one -> one.chunkId().equals(chunkId))
        .findFirst()
        .orElseThrow(
            () ->
                BridgeException.notFound(
                    "chunkId",
                    "population results " + resultsId + " have no chunk \"" + chunkId + "\"",
                    chunks.isEmpty()
                        ? "none is finished yet"
                        : "there are "
                            + chunks.get(0).chunkId()
                            + " to "
                            + chunks.get(chunks.size() - 1).chunkId()));
  }

  /**
   * The file of a chunk, which is as it was written.
   *
   * @throws BridgeException {@code NotFound} when it is gone, {@code InternalError} when it is
   *     damaged
   */
  public Path file(String resultsId, Manifest.Chunk chunk) {
    Path folder = folder(resultsId);
    try {
      return check.good(folder, chunk);
    } catch (StoreException e) {
      String others = "; the other chunks are not affected";
      if (!Files.exists(folder.resolve(chunk.file()))) {
        throw BridgeException.notFound(
            "chunkId", e.getMessage() + others, "run the population again to have it");
      }
      throw new BridgeException(ErrorCode.INTERNAL_ERROR, e.getMessage() + others);
    }
  }

  /** That of a population under way is another one soon. */
  private static long bytes(Manifest manifest) {
    return manifest.state() == Manifest.State.RUNNING
        ? Long.MAX_VALUE
        : (long) BYTES_PER_BYTE * manifest.json().length;
  }

  /** Ids of all results. */
  public List<String> ids() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(Store.MANIFEST)))
          .map(folder -> folder.getFileName().toString())
          .filter(id -> ID.matcher(id).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes results, if there are any; the manifest goes first. */
  public void delete(String resultsId) {
    delete(folder(resultsId));
  }

  /** Deletes the root and all that is in it. */
  public void deleteAll() {
    delete(root);
  }

  private static void delete(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Files.deleteIfExists(folder.resolve(Store.MANIFEST));
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
