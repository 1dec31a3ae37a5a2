package dev.perfusion.bridge.arrow;

import dev.perfusion.bridge.arrow.ArrowMessages.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The Arrow IPC file format with one record batch: the columns lie one after the other, so that a
 * reader may map them.
 */
public final class ArrowFile {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 1 << 18;

  private final List<ArrowColumn> columns;
  private final Sink sink;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long position;

  private ArrowFile(List<ArrowColumn> columns, Sink sink) {
    this.columns = columns;
    this.sink = sink;
  }

  /** Where the bytes go. */
  @FunctionalInterface
  public interface Sink {
    /** Takes what remains in the buffer. */
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param rows number of rows of all columns
   * @return bytes written
   * @throws IOException the sink fails
   */
  public static long write(List<ArrowColumn> columns, int rows, Sink sink) throws IOException {
    return new ArrowFile(columns, sink).write(rows);
  }

  private long write(int rows) throws IOException {
    put(MAGIC);
    pad(Double.BYTES - MAGIC.length);
    put(ArrowMessages.schema(columns));
    List<Place> dictionaries = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).type() == ArrowColumn.Type.DICTIONARY) {
        dictionaries.add(dictionary(columns.get(i), i));
      }
    }
    byte[] message = ArrowMessages.batch(columns, rows);
    Place batch = new Place(position, message.length, ArrowMessages.size(columns, rows));
    put(message);
    for (ArrowColumn column : columns) {
      body(column, rows);
    }
    put(ArrowMessages.end());
    byte[] footer = ArrowMessages.footer(columns, dictionaries, List.of(batch));
    put(footer);
    put(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footer.length)
            .array());
    put(MAGIC);
    flush();
    return position;
  }

  private Place dictionary(ArrowColumn column, int id) throws IOException {
    byte[] message = ArrowMessages.dictionary(column, id);
    int[] values = column.dictionary();
    long size = ArrowMessages.padded((long) values.length * Integer.BYTES);
    Place place = new Place(position, message.length, size);
    put(message);
    for (int value : values) {
      if (buffer.remaining() < Integer.BYTES) {
        flush();
      }
      buffer.putInt(value);
      position += Integer.BYTES;
    }
    pad((int) (size - (long) values.length * Integer.BYTES));
    return place;
  }

  private void body(ArrowColumn column, int rows) throws IOException {
    int bytes = column.type().bytes();
    int from = 0;
    while (from < rows) {
      if (buffer.remaining() < bytes) {
        flush();
      }
      int count = Math.min(rows - from, buffer.remaining() / bytes);
      column.values().put(from, count, buffer);
      from += count;
    }
    position += (long) rows * bytes;
    pad((int) (column.size(rows) - (long) rows * bytes));
  }

  private void pad(int count) throws IOException {
    put(new byte[count]);
  }

  private void put(byte[] bytes) throws IOException {
    int done = 0;
    while (done < bytes.length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(buffer.remaining(), bytes.length - done);
      buffer.put(bytes, done, count);
      done += count;
    }
    position += bytes.length;
  }

  private void flush() throws IOException {
    buffer.flip();
    sink.write(buffer);
    buffer.clear();
  }
}
