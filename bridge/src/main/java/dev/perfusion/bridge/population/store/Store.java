package dev.perfusion.bridge.population.store;

import dev.perfusion.bridge.arrow.ArrowColumn;
import dev.perfusion.bridge.arrow.ArrowFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes the files of a population folder. A file is there completely or not at all: it is written
 * under a temporary name, synced to disk, and renamed; the folder is synced at the latest before
 * the manifest that names the file. Safe for many threads.
 */
public final class Store {
  /** Name of the manifest. */
  public static final String MANIFEST = "manifest.json";

  /** Name of the table of drawn values. */
  public static final String SUBJECTS = "subjects.csv";

  /** Name of the statistics over individuals. */
  public static final String AGGREGATES = "aggregates.csv";

  /** Name of the table of PK parameters. */
  public static final String PK = "pk.csv";

  /** Name of the table of failed runs. */
  public static final String FAILURES = "failures.csv";

  private static final String TEMPORARY = ".tmp";

  private final Path folder;

  /**
   * @param folder is created when it is first written to
   */
  public Store(Path folder) {
    this.folder = folder;
  }

  /** Content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is buffered and not to be closed. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * What became of a chunk file.
   *
   * @param sha256 lower-case hexadecimal
   */
  record Written(long sizeBytes, String sha256) {}

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Name of a chunk, without the ending of the file. */
  public static String chunkId(int number) {
    return String.format(Locale.ROOT, "chunk-%05d", number);
  }

  /** Name of the file of a chunk. */
  public static String chunkFile(String chunkId) {
    return chunkId + ".arrow";
  }

  /**
   * The manifest; null when the folder has none.
   *
   * @throws StoreException it cannot be read
   */
  public Manifest manifest() {
    Path file = folder.resolve(MANIFEST);
    try {
      return Manifest.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new StoreException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Replaces the manifest. What was written before it is on the disk for good then; of the manifest
   * itself it is the old or the new one until the next file or {@link #syncFolder}.
   */
  public void write(Manifest manifest) throws IOException {
    syncFolder();
    replace(MANIFEST, channel -> writeFully(channel, ByteBuffer.wrap(manifest.json())));
  }

  /** Writes or replaces a file. */
  public void write(String name, Content content) throws IOException {
    replace(
        name,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          content.writeTo(out);
          out.flush();
        });
    syncFolder();
  }

  /** Writes the Arrow IPC file of a chunk; for good with the next manifest. */
  Written writeChunk(String name, List<ArrowColumn> columns, int rows) throws IOException {
    MessageDigest digest = sha256();
    long[] size = new long[1];
    replace(
        name,
        channel ->
            size[0] =
                ArrowFile.write(
                    columns,
                    rows,
                    bytes -> {
                      digest.update(bytes.duplicate());
                      writeFully(channel, bytes);
                    }));
    return new Written(size[0], HexFormat.of().formatHex(digest.digest()));
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A digest as used throughout. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @FunctionalInterface
  private interface ChannelWriter {
    void writeTo(FileChannel channel) throws IOException;
  }

  private void replace(String name, ChannelWriter writer) throws IOException {
    Files.createDirectories(folder);
    Path temporary = folder.resolve(name + TEMPORARY);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writer.writeTo(channel);
      channel.force(true);
    }
    Files.move(
        temporary,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes renames survive a power failure, on systems where a folder can be opened. */
  public void syncFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there renames are in its journal.
      return;
    }
  }

  /** Deletes what a killed process left half written. */
  public void deleteTemporaries() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
