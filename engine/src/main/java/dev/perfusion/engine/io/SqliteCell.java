package dev.perfusion.engine.io;

import java.nio.ByteBuffer;

/** Reads one entry of a b-tree page: a child with its key, or a row. */
final class SqliteCell {
  private final SqliteTable.Scan scan;
  private final ByteBuffer page;
  private final int number;
  private final int start;
  private int at;

  /**
   * @param start offset of the entry in the page
   * @param content offset at which entries may begin
   */
  SqliteCell(SqliteTable.Scan scan, ByteBuffer page, int number, int start, int content) {
    this.scan = scan;
    this.page = page;
    this.number = number;
    this.start = start;
    this.at = start;
    if (start < content || start + 4 > scan.file().usable()) {
      throw scan.error(number, "an entry lies outside of the page; the file is damaged");
    }
  }

  /** Bytes read so far; all of the entry when it has been read. */
  int length() {
    return at - start;
  }

  /** The child of an interior entry. */
  int child() {
    int child = page.getInt(at);
    at += 4;
    varint();
    return child;
  }

  /** The row of a leaf entry. */
  SqliteRow row() {
    long length = varint();
    long rowId = varint();
    int usable = scan.file().usable();
    long limit = (long) scan.file().pageCount() * usable;
    if (length < 0 || length > Math.min(limit, Integer.MAX_VALUE - 16)) {
      throw scan.error(
          number, "row " + rowId + " claims " + length + " bytes, more than the file has");
    }
    int local = local((int) length, usable);
    boolean overflows = local < length;
    int end = at + local + (overflows ? 4 : 0);
    if (end > usable) {
      throw scan.error(number, "row " + rowId + " does not fit into the page; the file is damaged");
    }
    byte[] bytes = new byte[local];
    page.get(at, bytes);
    long next = overflows ? page.getInt(at + local) & 0xffffffffL : 0;
    at = end;
    return new SqliteRow(scan, number, rowId, bytes, (int) length, next);
  }

  /** How much of a row is in its page, the rest being on overflow pages. */
  private static int local(int length, int usable) {
    if (length <= usable - 35) {
      return length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int even = least + (length - least) % (usable - 4);
    return even <= usable - 35 ? even : least;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (at >= scan.file().usable()) {
        throw scan.error(number, "an entry does not end in the page; the file is damaged");
      }
      int b = page.get(at++) & 0xff;
      if (i == 8) {
        return value << 8 | b;
      }
      value = value << 7 | b & 0x7f;
      if (b < 0x80) {
        return value;
      }
    }
    return value;
  }
}
