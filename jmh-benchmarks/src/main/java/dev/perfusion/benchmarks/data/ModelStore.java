package dev.perfusion.benchmarks.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of model files, each with the hash that its {@link StandardModel} names. A file gets its
 * name when its hash is right; until then it is a {@code .part}, with which a download that broke
 * off goes on the next time. A file of another hash is kept as {@code .rejected}.
 */
public final class ModelStore {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int HASH_DIGITS_IN_NAME = 12;

  private final Path folder;
  private final int patienceMs;

  /** Where a file came from. */
  public enum Origin {
    PRESENT,
    COPIED,
    DOWNLOADED
  }

  /** The store in a folder, which is made when needed. */
  public ModelStore(Path folder) {
    this(folder, Duration.ofSeconds(30));
  }

  /**
   * The same.
   *
   * @param patience how long a server may be silent, before its answer or within
   */
  public ModelStore(Path folder, Duration patience) {
    this.folder = folder;
    this.patienceMs = Math.toIntExact(patience.toMillis());
  }

  /** Path of a model, whether or not it is there. */
  public Path file(StandardModel model) {
    return folder.resolve(model.fileName());
  }

  /** Whether it is there with the right hash. */
  public boolean has(StandardModel model) throws IOException {
    Path file = file(model);
    return Files.isRegularFile(file) && sha256(file).equals(model.sha256());
  }

  /**
   * Takes it from a folder, of which all files of its name are looked at.
   *
   * @throws IOException there is none with its hash
   */
  public Origin copy(StandardModel model, Path from) throws IOException {
    if (has(model)) {
      return Origin.PRESENT;
    }
    List<Path> named;
    try (Stream<Path> found = Files.walk(from)) {
      named =
          found
              .filter(f -> f.getFileName().toString().equals(model.fileName()))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    for (Path candidate : named) {
      if (sha256(candidate).equals(model.sha256())) {
        Path part = part(model);
        Files.copy(candidate, part, StandardCopyOption.REPLACE_EXISTING);
        accept(model, part);
        return Origin.COPIED;
      }
    }
    throw new IOException(
        from
            + (named.isEmpty() ? " has no " : " has no with the right hash: ")
            + model.fileName()
            + (named.isEmpty() ? "" : " " + named));
  }

  /**
   * Downloads it; goes on where an earlier download broke off when the server can.
   *
   * @param base see {@link StandardModel#uri}
   * @throws WrongHashException the whole file came, and is another
   * @throws IOException the server cannot be reached, refuses, broke off or went silent
   */
  public Origin download(StandardModel model, URI base) throws IOException {
    if (has(model)) {
      return Origin.PRESENT;
    }
    Path part = part(model);
    boolean resumed = Files.isRegularFile(part) && Files.size(part) > 0;
    transfer(model, base, part, resumed);
    try {
      accept(model, part);
    } catch (WrongHashException e) {
      if (!resumed) {
        throw e;
      }
      // The beginning may have been of something else; the second time all of it is new.
      transfer(model, base, part, false);
      accept(model, part);
    }
    return Origin.DOWNLOADED;
  }

  private Path part(StandardModel model) throws IOException {
    Files.createDirectories(folder);
    String mark = model.sha256().substring(0, HASH_DIGITS_IN_NAME);
    return folder.resolve(model.fileName() + "." + mark + ".part");
  }

  private void transfer(StandardModel model, URI base, Path part, boolean resume)
      throws IOException {
    URI uri = model.uri(base);
    long have = resume ? Files.size(part) : 0;
    if (have == model.sizeBytes()) {
      return;
    }
    // Unlike java.net.http it has a time limit for a body that stops coming.
    if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException(uri + " is no http or https; files can be taken --from DIR");
    }
    connection.setConnectTimeout(patienceMs);
    connection.setReadTimeout(patienceMs);
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    try {
      int status = status(connection, uri);
      if (status == RANGE_NOT_SATISFIABLE && have > 0) {
        transfer(model, base, part, false);
        return;
      }
      String range = connection.getHeaderField("Content-Range");
      boolean goesOn =
          status == PARTIAL && range != null && range.startsWith("bytes " + have + "-");
      if (!goesOn && status != OK) {
        throw new IOException(uri + " answered " + status);
      }
      write(connection, part, goesOn, model, uri);
    } finally {
      connection.disconnect();
    }
  }

  private static int status(HttpURLConnection connection, URI uri) throws IOException {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new IOException(
          "cannot reach " + uri + ": " + e + "; files can be taken --from DIR", e);
    }
  }

  private static void write(
      HttpURLConnection connection, Path part, boolean goesOn, StandardModel model, URI uri)
      throws IOException {
    try (InputStream body = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      // One byte more than wanted tells a longer file without taking all of it.
      long most = model.sizeBytes() + 1 - (goesOn ? Files.size(part) : 0);
      byte[] buffer = new byte[65_536];
      while (most > 0) {
        int read = body.read(buffer, 0, (int) Math.min(buffer.length, most));
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        most -= read;
      }
    } catch (IOException e) {
      throw new IOException(brokeOff(part, model, uri) + " (" + e.getMessage() + ")", e);
    }
    if (Files.size(part) < model.sizeBytes()) {
      throw new IOException(brokeOff(part, model, uri));
    }
  }

  private static String brokeOff(Path part, StandardModel model, URI uri) throws IOException {
    return uri
        + " broke off after "
        + Files.size(part)
        + " of "
        + model.sizeBytes()
        + " bytes; the next call goes on from there";
  }

  private void accept(StandardModel model, Path part) throws IOException {
    String found = sha256(part);
    if (!found.equals(model.sha256())) {
      Path kept = folder.resolve(model.fileName() + ".rejected");
      Files.move(part, kept, StandardCopyOption.REPLACE_EXISTING);
      throw new WrongHashException(model, found, kept);
    }
    Files.move(part, file(model), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Hash of a file, lower-case hexadecimal. */
  static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
