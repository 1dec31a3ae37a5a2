package dev.perfusion.bridge.arrow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Reads files of {@link ArrowFile}: the columns of the one record batch by name, any rows of them.
 * The file is read piece by piece, never mapped, so that its size costs no memory. Not thread-safe.
 */
public final class ArrowTable implements Closeable {
  private static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};
  private static final int PREFIX = 2 * Integer.BYTES;
  private static final int PIECE = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Column> columns = new HashMap<>();
  private int rows;

  /**
   * Where the values of a column lie.
   *
   * @param dictionary its distinct values; null for a column without
   */
  private record Column(long start, int[] dictionary) {}

  private ArrowTable(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file.
   *
   * @throws IOException it cannot be read, or is not such a file
   */
  public static ArrowTable open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ArrowTable table = new ArrowTable(file, channel);
      table.readFooter();
      return table;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      channel.close();
      throw new IOException(file + " is not an Arrow file of this program", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void readFooter() throws IOException {
    int tail = Integer.BYTES + MAGIC.length;
    ByteBuffer end = bytes(channel.size() - tail, tail);
    int length = end.getInt();
    byte[] magic = new byte[MAGIC.length];
    end.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw new IOException(file + " does not end as an Arrow file");
    }
    Footer footer = Footer.getRootAsFooter(bytes(channel.size() - tail - length, length));
    if (footer.recordBatchesLength() != 1) {
      throw new IOException(file + " has " + footer.recordBatchesLength() + " record batches");
    }
    Map<Long, int[]> dictionaries = new HashMap<>();
    for (int i = 0; i < footer.dictionariesLength(); i++) {
      Block block = footer.dictionaries(i);
      DictionaryBatch batch = (DictionaryBatch) message(block).header(new DictionaryBatch());
      int[] values = new int[Math.toIntExact(batch.data().length())];
      readInts(body(block) + batch.data().buffers(1).offset(), values, 0, values.length);
      dictionaries.put(batch.id(), values);
    }
    Block block = footer.recordBatches(0);
    RecordBatch batch = (RecordBatch) message(block).header(new RecordBatch());
    rows = Math.toIntExact(batch.length());
    Schema schema = footer.schema();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field field = schema.fields(i);
      Buffer values = batch.buffers(2 * i + 1);
      columns.put(
          field.name(),
          new Column(
              body(block) + values.offset(),
              field.dictionary() == null ? null : dictionaries.get(field.dictionary().id())));
    }
  }

  private Message message(Block block) throws IOException {
    return Message.getRootAsMessage(
        bytes(block.offset() + PREFIX, block.metaDataLength() - PREFIX));
  }

  private static long body(Block block) {
    return block.offset() + block.metaDataLength();
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, position);
    return bytes;
  }

  private void fill(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new IOException(file + " ends early");
      }
      at += count;
    }
    target.flip();
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Names of the columns. */
  public List<String> names() {
    return new ArrayList<>(columns.keySet());
  }

  private Column column(String name) throws IOException {
    Column column = columns.get(name);
    if (column == null) {
      throw new IOException(file + " has no column \"" + name + "\"");
    }
    return column;
  }

  /** Reads rows of a column of floats. */
  public void doubles(String name, int from, double[] target, int at, int count)
      throws IOException {
    long position = column(name).start() + (long) from * Double.BYTES;
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, PIECE / Double.BYTES);
      fill(piece.clear().limit(part * Double.BYTES), position + (long) done * Double.BYTES);
      piece.asDoubleBuffer().get(target, at + done, part);
      done += part;
    }
  }

  /** Reads rows of a column of integers, those of a dictionary column looked up. */
  public void ints(String name, int from, int[] target, int at, int count) throws IOException {
    Column column = column(name);
    readInts(column.start() + (long) from * Integer.BYTES, target, at, count);
    if (column.dictionary() != null) {
      for (int i = at; i < at + count; i++) {
        target[i] = column.dictionary()[target[i]];
      }
    }
  }

  private void readInts(long position, int[] target, int at, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, PIECE / Integer.BYTES);
      fill(piece.clear().limit(part * Integer.BYTES), position + (long) done * Integer.BYTES);
      piece.asIntBuffer().get(target, at + done, part);
      done += part;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
