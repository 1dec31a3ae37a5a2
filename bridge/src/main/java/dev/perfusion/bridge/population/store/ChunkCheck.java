package dev.perfusion.bridge.population.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares chunks with the digests of their manifest. A file is read once; it is looked at again
 * when it is another file, or has another size or time of change. Safe for many threads.
 */
public final class ChunkCheck {
  private static final int REMEMBERED = 100_000;
  private static final int PIECE = 1 << 18;

  private final Map<Path, Seen> good =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A file that was found to be good, as it was then. */
  private record Seen(String sha256, Object key, long size, FileTime changed) {}

  /**
   * The file of a chunk.
   *
   * @throws StoreException it is missing or damaged
   */
  public Path good(Path folder, Manifest.Chunk chunk) {
    Path file = folder.resolve(chunk.file());
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Seen seen = new Seen(chunk.sha256(), now.fileKey(), now.size(), now.lastModifiedTime());
      synchronized (good) {
        if (seen.equals(good.get(file))) {
          return file;
        }
      }
      if (now.size() != chunk.sizeBytes()) {
        throw damaged(chunk, now.size() + " bytes, not " + chunk.sizeBytes());
      }
      String sha256 = digest(file);
      if (!sha256.equals(chunk.sha256())) {
        throw damaged(chunk, "SHA-256 " + sha256 + ", not " + chunk.sha256());
      }
      synchronized (good) {
        good.put(file, seen);
      }
      return file;
    } catch (NoSuchFileException e) {
      throw new StoreException(chunk.chunkId() + " is missing: " + chunk.file() + " is gone", e);
    } catch (IOException e) {
      throw new StoreException(chunk.chunkId() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static StoreException damaged(Manifest.Chunk chunk, String found) {
    return new StoreException(
        chunk.chunkId() + " is damaged: " + chunk.file() + " has " + found + " as written");
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = Store.sha256();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(piece.clear()) >= 0) {
        digest.update(piece.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
