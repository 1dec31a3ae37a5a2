package dev.perfusion.bridge.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code head.json}: two lines, of which the one with the higher number counts, so that a process
 * that is killed while it writes one leaves the other. Mapped into memory: a head per event costs
 * no system call, and what was stored outlives the process. A mark says that an append is under
 * way; whoever finds it without being the one who set it takes over from a killed process.
 */
final class AuditHeadFile implements AutoCloseable {
  private static final String NAME = "head.json";
  private static final int SLOT = 256;
  private static final int SIZE = 2 * SLOT;
  private static final int MARK = SIZE - 2;
  private static final byte BLANK = ' ';
  private static final byte UNDER_WAY = '\t';
  private static final byte END = '\n';

  private final RandomAccessFile file;
  private final MappedByteBuffer map;
  private final byte[] known = new byte[SIZE];
  private final byte[] found = new byte[SIZE];
  private int next;

  AuditHeadFile(Path root) throws IOException {
    file = new RandomAccessFile(path(root).toFile(), "rw");
    boolean isNew = file.length() < SIZE;
    map = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
    if (isNew) {
      // What is there of a shorter one is older than this layout or damaged; the events tell.
      byte[] blank = new byte[SIZE];
      Arrays.fill(blank, BLANK);
      blank[SLOT - 1] = END;
      blank[SIZE - 1] = END;
      map.put(0, blank);
    }
  }

  static Path path(Path root) {
    return root.resolve(NAME);
  }

  /** The head in a folder; empty when there is none or it is damaged. */
  static Optional<AuditHead> read(Path root) throws IOException {
    Path path = path(root);
    return Files.exists(path) ? latest(Files.readAllBytes(path)) : Optional.empty();
  }

  private static Optional<AuditHead> latest(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, SIZE);
    return Stream.of(0, SLOT)
        .map(from -> AuditHead.parse(Arrays.copyOfRange(padded, from, from + SLOT - 2)))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(AuditHead::sequence));
  }

  /** True when nobody else has written since {@link #write} or {@link #read()}. */
  boolean unchanged() {
    map.get(0, found);
    return Arrays.equals(found, known);
  }

  /** The head in the file, whoever wrote it; empty when it is damaged or new. */
  Optional<AuditHead> read() {
    map.get(0, known);
    Optional<AuditHead> head = latest(known);
    Optional<AuditHead> first = AuditHead.parse(Arrays.copyOf(known, SLOT - 2));
    next = head.isPresent() && head.equals(first) ? SLOT : 0;
    return head;
  }

  /** An append begins. */
  void begin() {
    known[MARK] = UNDER_WAY;
    map.put(MARK, UNDER_WAY);
    VarHandle.fullFence();
  }

  /** Its end: the new head. */
  void write(AuditHead head) {
    byte[] text = head.bytes();
    byte[] slot = new byte[SLOT - 2];
    Arrays.fill(slot, BLANK);
    System.arraycopy(text, 0, slot, 0, text.length);
    // Not JSON until its first character comes, last of all.
    map.put(next, BLANK);
    VarHandle.fullFence();
    map.put(next + 1, slot, 1, slot.length - 1);
    VarHandle.fullFence();
    map.put(next, slot[0]);
    VarHandle.fullFence();
    map.put(MARK, BLANK);
    System.arraycopy(slot, 0, known, next, slot.length);
    known[MARK] = BLANK;
    next = SLOT - next;
  }

  void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
