package dev.perfusion.bridge.audit;

import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends events to the files of a trail. Used by one thread at a time; other processes may append
 * to the same files in between.
 *
 * <p>The files are compared with the head when another process has written, when one was killed
 * while it did, and every few milliseconds. Events beyond the head come from a process that was
 * killed before it could write the head: they are adopted, and an unfinished line is cut off. Fewer
 * bytes than the head says mean that somebody deleted events: the chain goes on from the head, so
 * that the gap stays visible, and an {@code audit.damaged} event tells of it.
 */
final class AuditChain implements AutoCloseable {
  /** Type of the event that tells of deleted or foreign lines. */
  static final String DAMAGED = "audit.damaged";

  private static final Logger LOG = LoggerFactory.getLogger(AuditChain.class);
  private static final long LOOK_NANOS = 10_000_000;

  private final Path root;
  private final AuditLock lock;
  private final boolean durable;
  private final AuditHeadFile headFile;
  private final AuditLines lines = new AuditLines();
  private final AuditFiles names = new AuditFiles();
  private AuditHead head = AuditHead.START;
  private long lookedNanos;
  // Also after a write that failed half way.
  private boolean lookNow = true;
  private String openName;
  private FileOutputStream open;

  /**
   * @param durable new files are made known to the disk
   */
  AuditChain(Path root, boolean durable) throws IOException {
    Files.createDirectories(root);
    this.root = root;
    this.durable = durable;
    this.lock = new AuditLock(root);
    lock.take();
    try {
      // Not while another process makes it.
      this.headFile = new AuditHeadFile(root);
    } finally {
      lock.release(false);
    }
  }

  /** Brings head and files together; notes damage. */
  void recover(Instant at) throws IOException {
    append(at, List.of(), false);
  }

  /**
   * Appends events in this order.
   *
   * @param keepLock somebody calls {@link #giveBackLock} until that has happened
   */
  void append(Instant at, List<AuditEvent> events, boolean keepLock) throws IOException {
    lock.take();
    try {
      settle(at);
      if (!events.isEmpty()) {
        lookNow = true;
        write(at, events);
        lookNow = false;
      }
    } finally {
      lock.release(keepLock);
    }
  }

  /**
   * Gives a kept lock back.
   *
   * @param evenIfUsed also when something was appended since the last call
   * @return true while it is kept
   */
  boolean giveBackLock(boolean evenIfUsed) throws IOException {
    return lock.giveBack(evenIfUsed);
  }

  AuditHead head() {
    return head;
  }

  /** Forces what was appended so far to the disk: events first, then the head. */
  void sync(FileOutputStream stream) throws IOException {
    if (stream != null) {
      stream.getFD().sync();
      headFile.sync();
    }
  }

  FileOutputStream stream() {
    return open;
  }

  private void write(Instant at, List<AuditEvent> events) throws IOException {
    String today = names.name(at);
    // Never back to a former day: files are in the order of the chain.
    String name = today.compareTo(head.file()) > 0 ? today : head.file();
    open(name);
    String timestamp = names.timestamp(at);
    long sequence = head.sequence();
    lines.startAfter(head.hash());
    for (AuditEvent event : events) {
      lines.add(event, timestamp, ++sequence);
    }
    long before = name.equals(head.file()) ? head.length() : size(name);
    headFile.begin();
    lines.writeTo(open);
    moveTo(new AuditHead(sequence, lines.hash(), name, before + lines.length()));
  }

  private void moveTo(AuditHead next) {
    headFile.write(next);
    head = next;
  }

  private void open(String name) throws IOException {
    if (name.equals(openName)) {
      return;
    }
    closeFile();
    Path file = root.resolve(name);
    boolean isNew = !Files.exists(file);
    Files.createDirectories(file.getParent());
    open = new FileOutputStream(file.toFile(), true);
    openName = name;
    if (isNew && durable) {
      syncFolder(file.getParent());
    }
  }

  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.debug("{}: this system does not sync folders", folder);
    }
  }

  private void settle(Instant at) throws IOException {
    if (headFile.unchanged()) {
      long now = System.nanoTime();
      if (!lookNow && now - lookedNanos < LOOK_NANOS) {
        return;
      }
      lookedNanos = now;
      if (size(head.file()) == head.length()) {
        return;
      }
    }
    Optional<AuditHead> known = headFile.read();
    // After damage the open file may be one that nobody can see any more.
    closeFile();
    String damage;
    if (known.isPresent()) {
      head = known.get();
      damage = adopt();
    } else {
      damage = startWithoutHead();
    }
    moveTo(head);
    if (damage != null) {
      LOG.error("audit trail {}: {}", root, damage);
      ObjectNode reason = JsonNodeFactory.instance.objectNode().put("reason", damage);
      write(at, List.of(new AuditEvent(DAMAGED, reason)));
    }
  }

  private long size(String name) throws IOException {
    try {
      return name.isEmpty() ? 0 : Files.size(root.resolve(name));
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** Takes over what lies beyond the head; tells what is wrong, or null. */
  private String adopt() throws IOException {
    long size = size(head.file());
    if (size < head.length()) {
      long now = size > 0 ? endLine(root.resolve(head.file())) : 0;
      String damage =
          size < 0
              ? head.file() + " is missing"
              : head.file() + " ends " + (head.length() - size) + " bytes early";
      head = new AuditHead(head.sequence(), head.hash(), head.file(), now);
      return damage + ": events up to " + head.sequence() + " were written";
    }
    for (Path file : AuditFiles.list(root)) {
      String name = AuditFiles.relative(root, file);
      if (name.compareTo(head.file()) >= 0) {
        String damage = adopt(file, name, name.equals(head.file()) ? head.length() : 0);
        if (damage != null) {
          return damage;
        }
      }
    }
    return null;
  }

  private String adopt(Path file, String name, long from) throws IOException {
    byte[] rest;
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      access.seek(from);
      rest = new byte[(int) (access.length() - from)];
      access.readFully(rest);
    }
    int begin = 0;
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] == '\n') {
        String line = new String(rest, begin, i - begin, StandardCharsets.UTF_8);
        begin = i + 1;
        String hash = follows(line);
        if (hash == null) {
          head = new AuditHead(head.sequence(), head.hash(), name, endLine(file));
          return name + " has lines that do not belong to the chain";
        }
        head = new AuditHead(head.sequence() + 1, hash, name, from + begin);
      }
    }
    if (begin < rest.length) {
      LOG.warn("{}: an unfinished last line of {} bytes was cut off", file, rest.length - begin);
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(from + begin);
      }
    }
    return null;
  }

  /** The hash of a line when it is the next event of the chain, else null. */
  private String follows(String line) {
    try {
      JsonNode node = Json.mapper().readTree(line);
      if (node instanceof ObjectNode event
          && head.hash().equals(event.path("previousHash").asString(""))) {
        String hash = event.path("hash").asString("");
        event.remove("hash");
        return hash.equals(CanonicalJson.sha256(event)) ? hash : null;
      }
      return null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** A trail of the predecessor, an empty folder, or a head that somebody deleted. */
  private String startWithoutHead() throws IOException {
    head = AuditHead.START;
    List<Path> files = AuditFiles.list(root);
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      List<String> lines = Files.readAllLines(file);
      if (!lines.isEmpty()) {
        JsonNode last = lastEvent(lines);
        head =
            new AuditHead(
                last.path("sequence").asLong(0),
                last.path("hash").asString(AuditFiles.ZEROS),
                AuditFiles.relative(root, file),
                endLine(file));
        return last.has("sequence") ? "head.json is missing or unreadable" : null;
      }
    }
    return null;
  }

  private static JsonNode lastEvent(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      try {
        return Json.mapper().readTree(lines.get(i));
      } catch (JacksonException e) {
        LOG.warn("line {} is not JSON", i + 1);
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  /** Ends an unfinished line, so that the next event begins a new one; gives the length. */
  private static long endLine(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      long end = access.length();
      if (end > 0) {
        access.seek(end - 1);
        if (access.read() != '\n') {
          access.write('\n');
          end++;
        }
      }
      return end;
    }
  }

  private void closeFile() throws IOException {
    if (open != null) {
      if (durable) {
        open.getFD().sync();
      }
      open.close();
      open = null;
      openName = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeFile();
    headFile.close();
    lock.close();
  }
}
