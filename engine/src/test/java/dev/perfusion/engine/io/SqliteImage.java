package dev.perfusion.engine.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes small SQLite databases for tests: tables with row ids 1, 2, 3 ... , overflow pages, one
 * level of interior pages.
 */
final class SqliteImage {
  private final int pageSize;
  private final List<byte[]> pages = new ArrayList<>();
  private final List<byte[]> schema = new ArrayList<>();

  SqliteImage(int pageSize) {
    this.pageSize = pageSize;
    pages.add(new byte[pageSize]);
  }

  /** Adds a table; values are null, Long, Double, String or byte[]. */
  SqliteImage table(String name, String columns, Object[]... rows) {
    List<byte[]> cells = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      cells.add(cell(i + 1, record(rows[i])));
    }
    long root = tree(cells);
    String sql = "CREATE TABLE " + name + " (" + columns + ')';
    Object[] entry = {"table", name, name, root, sql};
    schema.add(cell(schema.size() + 1, record(entry)));
    return this;
  }

  byte[] bytes() {
    fill(pages.get(0), 100, 13, schema, 0);
    ByteBuffer head = ByteBuffer.wrap(pages.get(0));
    head.put("SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1));
    head.putShort(16, (short) pageSize).put(18, (byte) 1).put(19, (byte) 1);
    head.putInt(28, pages.size()).putInt(44, 4).putInt(56, 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pages.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private long tree(List<byte[]> cells) {
    List<Integer> leaves = new ArrayList<>();
    List<byte[]> children = new ArrayList<>();
    int from = 0;
    do {
      int to = from;
      int taken = 8;
      while (to < cells.size() && taken + 2 + cells.get(to).length <= pageSize) {
        taken += 2 + cells.get(to++).length;
      }
      byte[] page = newPage();
      fill(page, 0, 13, cells.subList(from, to), 0);
      leaves.add(pages.size());
      children.add(concat(ByteBuffer.allocate(4).putInt(pages.size()).array(), varint(to)));
      from = to;
    } while (from < cells.size());
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    fill(newPage(), 0, 5, children.subList(0, children.size() - 1), leaves.get(leaves.size() - 1));
    return pages.size();
  }

  private void fill(byte[] page, int head, int kind, List<byte[]> cells, int right) {
    ByteBuffer buffer = ByteBuffer.wrap(page);
    int pointer = head + (kind == 5 ? 12 : 8);
    int content = page.length;
    int needed = cells.stream().mapToInt(cell -> cell.length + 2).sum();
    if (pointer + needed > page.length) {
      throw new IllegalArgumentException(needed + " bytes do not fit into a page");
    }
    for (byte[] cell : cells) {
      content -= cell.length;
      System.arraycopy(cell, 0, page, content, cell.length);
      buffer.putShort(pointer, (short) content);
      pointer += 2;
    }
    buffer.put(head, (byte) kind).putShort(head + 3, (short) cells.size());
    buffer.putShort(head + 5, (short) content);
    if (kind == 5) {
      buffer.putInt(head + 8, right);
    }
  }

  private byte[] cell(long rowId, byte[] record) {
    byte[] head = concat(varint(record.length), varint(rowId));
    int most = pageSize - 35;
    if (record.length <= most) {
      return concat(head, record);
    }
    int least = (pageSize - 12) * 32 / 255 - 23;
    int even = least + (record.length - least) % (pageSize - 4);
    int local = even <= most ? even : least;
    int first = pages.size() + 1;
    for (int at = local; at < record.length; at += pageSize - 4) {
      byte[] page = newPage();
      int part = Math.min(pageSize - 4, record.length - at);
      System.arraycopy(record, at, page, 4, part);
      ByteBuffer.wrap(page).putInt(at + part < record.length ? pages.size() + 1 : 0);
    }
    byte[] link = ByteBuffer.allocate(4).putInt(first).array();
    return concat(head, concat(Arrays.copyOf(record, local), link));
  }

  private byte[] newPage() {
    byte[] page = new byte[pageSize];
    pages.add(page);
    return page;
  }

  private static byte[] record(Object[] values) {
    ByteArrayOutputStream types = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Object value : values) {
      if (value == null) {
        types.write(0);
      } else if (value instanceof Long number) {
        types.write(6);
        body.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
      } else if (value instanceof Double number) {
        types.write(7);
        body.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
      } else {
        boolean text = value instanceof String;
        byte[] bytes = text ? ((String) value).getBytes(StandardCharsets.UTF_8) : (byte[]) value;
        types.writeBytes(varint(2L * bytes.length + (text ? 13 : 12)));
        body.writeBytes(bytes);
      }
    }
    return concat(varint(types.size() + 1L), concat(types.toByteArray(), body.toByteArray()));
  }

  static byte[] varint(long value) {
    byte[] bytes = new byte[9];
    int at = 9;
    long rest = value;
    do {
      bytes[--at] = (byte) (rest & 0x7f | (at == 8 ? 0 : 0x80));
      rest >>>= 7;
    } while (rest != 0);
    return Arrays.copyOfRange(bytes, at, 9);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
