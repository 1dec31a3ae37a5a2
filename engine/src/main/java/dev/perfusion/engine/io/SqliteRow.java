package dev.perfusion.engine.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A row of a table; values by column name in any case, null where the row or table has none. */
final class SqliteRow implements Located {
  private static final int[] INTEGER_BYTES = {0, 1, 2, 3, 4, 6, 8};

  private final SqliteTable.Scan scan;
  private final int page;
  private final long rowId;
  private final int length;
  private final long overflow;
  private byte[] bytes;
  private Object[] values;

  /**
   * @param bytes content on the page itself
   * @param length of the whole content
   * @param overflow first page of the rest, 0 for none
   */
  SqliteRow(SqliteTable.Scan scan, int page, long rowId, byte[] bytes, int length, long overflow) {
    this.scan = scan;
    this.page = page;
    this.rowId = rowId;
    this.bytes = bytes;
    this.length = length;
    this.overflow = overflow;
  }

  long rowId() {
    return rowId;
  }

  /** The page on which the row begins. */
  int page() {
    return page;
  }

  /** A number without fraction, also one stored as text. */
  Long integer(String column) {
    Object value = value(column);
    if (value instanceof Double d && d.longValue() == d) {
      return d.longValue();
    }
    if (value instanceof String text) {
      try {
        return Long.valueOf(text.strip());
      } catch (NumberFormatException e) {
        throw error(column + " is not an integer: \"" + text + '"');
      }
    }
    if (value == null || value instanceof Long) {
      return (Long) value;
    }
    throw error(column + " is not an integer");
  }

  /** A text, also a number as text. */
  String text(String column) {
    Object value = value(column);
    if (value instanceof byte[]) {
      throw error(column + " is not a text");
    }
    return value == null ? null : value.toString();
  }

  String requireText(String column) {
    String text = text(column);
    if (text == null) {
      throw error(column + " is missing");
    }
    return text;
  }

  /** Bytes; those of a text as stored. */
  byte[] blob(String column) {
    Object value = value(column);
    if (value instanceof String text) {
      return text.getBytes(scan.file().charset());
    }
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    throw error(column + " is a number, not stored bytes");
  }

  private Object value(String column) {
    SqliteColumns columns = scan.columns();
    int position = columns.position(column);
    if (position < 0) {
      return null;
    }
    if (position == columns.rowIdColumn()) {
      return rowId;
    }
    if (values == null) {
      values = decode();
    }
    return position < values.length ? values[position] : columns.defaults().get(position);
  }

  private Object[] decode() {
    ByteBuffer record = ByteBuffer.wrap(content());
    long headerLength = varint(record, length);
    if (headerLength < record.position() || headerLength > length) {
      throw damaged("its header is longer than the row");
    }
    Object[] decoded = new Object[scan.columns().names().size()];
    int count = 0;
    long at = headerLength;
    while (record.position() < headerLength) {
      long type = varint(record, (int) headerLength);
      long size = size(type);
      if (size < 0 || at + size > length) {
        throw damaged("a value does not end in the row");
      }
      if (count < decoded.length) {
        decoded[count++] = value(record, type, (int) at, (int) size);
      }
      at += size;
    }
    bytes = null;
    return count == decoded.length ? decoded : Arrays.copyOf(decoded, count);
  }

  private long size(long type) {
    if (type >= 12) {
      return (type - 12) / 2;
    }
    if (type < 0 || type == 10 || type == 11) {
      throw damaged("a value has the unknown type " + type);
    }
    return type < 7 ? INTEGER_BYTES[(int) type] : type == 7 ? 8 : 0;
  }

  private Object value(ByteBuffer record, long type, int at, int size) {
    if (type >= 12) {
      byte[] value = new byte[size];
      record.get(at, value);
      return type % 2 == 0 ? value : new String(value, scan.file().charset());
    }
    if (type == 0) {
      return null;
    }
    if (type >= 8) {
      return type - 8;
    }
    if (type == 7) {
      return record.getDouble(at);
    }
    long number = record.get(at);
    for (int i = 1; i < size; i++) {
      number = number << 8 | record.get(at + i) & 0xff;
    }
    return number;
  }

  /** Content with that of the overflow pages. */
  private byte[] content() {
    if (bytes.length == length) {
      return bytes;
    }
    int filled = bytes.length;
    byte[] all = Arrays.copyOf(bytes, length);
    int share = scan.file().usable() - 4;
    long next = overflow;
    while (filled < length) {
      if (next == 0) {
        throw damaged("its overflow pages end after " + filled + " of " + length + " bytes");
      }
      scan.claim(next, "overflow of row " + rowId + " on page " + page);
      ByteBuffer overflowPage = scan.file().page((int) next);
      next = overflowPage.getInt(0) & 0xffffffffL;
      int part = Math.min(share, length - filled);
      overflowPage.get(4, all, filled, part);
      filled += part;
    }
    if (next != 0) {
      throw damaged("its overflow pages go on after its end");
    }
    return all;
  }

  private long varint(ByteBuffer record, int end) {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (record.position() >= end) {
        throw damaged("its header does not end");
      }
      int b = record.get() & 0xff;
      if (i == 8) {
        return value << 8 | b;
      }
      value = value << 7 | b & 0x7f;
      if (b < 0x80) {
        break;
      }
    }
    return value;
  }

  private ModelFormatException damaged(String reason) {
    return error(reason + "; the file is damaged");
  }

  @Override
  public ModelFormatException error(String reason) {
    return scan.error(page, "row " + rowId + ": " + reason);
  }
}
