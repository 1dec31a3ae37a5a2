package dev.perfusion.bridge.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.DictionaryKind;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;

/**
 * The messages of the Arrow IPC formats, each with its length in front ("Arrow Columnar Format",
 * section Serialization and Interprocess Communication). Arrow's own writer needs the JVM flag
 * {@code --add-opens java.base/java.nio}, which an embedded library cannot ask for.
 */
final class ArrowMessages {
  private static final int CONTINUATION = -1;
  private static final int ALIGNMENT = 8;
  private static final int PREFIX = 2 * Integer.BYTES;
  private static final int INT_BITS = 32;
  private static final int START_SIZE = 1024;

  private ArrowMessages() {}

  /**
   * Where a message lies in a file.
   *
   * @param start of its prefix
   * @param metadata bytes of prefix and message
   * @param body bytes that follow
   */
  record Place(long start, int metadata, long body) {}

  static long padded(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  static byte[] schema(List<ArrowColumn> columns) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    return message(b, MessageHeader.Schema, schema(b, columns), 0);
  }

  private static int schema(FlatBufferBuilder b, List<ArrowColumn> columns) {
    int[] fields = new int[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = field(b, columns.get(i), i);
    }
    return Schema.createSchema(b, Endianness.Little, Schema.createFieldsVector(b, fields), 0, 0);
  }

  private static int field(FlatBufferBuilder b, ArrowColumn column, int position) {
    int[] pairs =
        column.metadata().entrySet().stream()
            .mapToInt(
                e ->
                    KeyValue.createKeyValue(
                        b, b.createString(e.getKey()), b.createString(e.getValue())))
            .toArray();
    int metadata = Field.createCustomMetadataVector(b, pairs);
    int name = b.createString(column.name());
    int children = Field.createChildrenVector(b, new int[0]);
    return switch (column.type()) {
      case DOUBLE -> {
        int type = FloatingPoint.createFloatingPoint(b, Precision.DOUBLE);
        yield Field.createField(b, name, false, Type.FloatingPoint, type, 0, children, metadata);
      }
      case INT -> {
        int type = Int.createInt(b, INT_BITS, true);
        yield Field.createField(b, name, false, Type.Int, type, 0, children, metadata);
      }
      case DICTIONARY -> {
        int type = Int.createInt(b, INT_BITS, true);
        int index = Int.createInt(b, INT_BITS, true);
        int dictionary =
            DictionaryEncoding.createDictionaryEncoding(
                b, position, index, false, DictionaryKind.DenseArray);
        yield Field.createField(b, name, false, Type.Int, type, dictionary, children, metadata);
      }
    };
  }

  /** Of a batch of all columns. */
  static byte[] batch(List<ArrowColumn> columns, int rows) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    int batch = batch(b, columns, rows, column -> column.type().bytes());
    return message(b, MessageHeader.RecordBatch, batch, size(columns, rows));
  }

  /** Of the dictionary of a column. */
  static byte[] dictionary(ArrowColumn column, int id) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    int rows = column.dictionary().length;
    int batch = batch(b, List.of(column), rows, any -> Integer.BYTES);
    return message(
        b,
        MessageHeader.DictionaryBatch,
        DictionaryBatch.createDictionaryBatch(b, id, batch, false),
        padded((long) rows * Integer.BYTES));
  }

  private static int batch(
      FlatBufferBuilder b, List<ArrowColumn> columns, int rows, ToIntFunction<ArrowColumn> bytes) {
    long[] starts = new long[columns.size()];
    long end = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end += padded((long) rows * bytes.applyAsInt(columns.get(i)));
    }
    RecordBatch.startBuffersVector(b, 2 * starts.length);
    for (int i = starts.length - 1; i >= 0; i--) {
      // Vectors of structs are built from the back: the values, then the empty validity bitmap.
      Buffer.createBuffer(b, starts[i], (long) rows * bytes.applyAsInt(columns.get(i)));
      Buffer.createBuffer(b, starts[i], 0);
    }
    int buffers = b.endVector();
    RecordBatch.startNodesVector(b, starts.length);
    for (int i = 0; i < starts.length; i++) {
      FieldNode.createFieldNode(b, rows, 0);
    }
    int nodes = b.endVector();
    return RecordBatch.createRecordBatch(b, rows, nodes, buffers, 0, 0);
  }

  static long size(List<ArrowColumn> columns, int rows) {
    return columns.stream().mapToLong(column -> column.size(rows)).sum();
  }

  /** The footer of a file: without prefix. */
  static byte[] footer(List<ArrowColumn> columns, List<Place> dictionaries, List<Place> batches) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    int schema = schema(b, columns);
    Footer.startDictionariesVector(b, dictionaries.size());
    blocks(b, dictionaries);
    int first = b.endVector();
    Footer.startRecordBatchesVector(b, batches.size());
    blocks(b, batches);
    int second = b.endVector();
    b.finish(Footer.createFooter(b, MetadataVersion.V5, schema, first, second, 0));
    return b.sizedByteArray();
  }

  private static void blocks(FlatBufferBuilder b, List<Place> places) {
    for (int i = places.size() - 1; i >= 0; i--) {
      Place place = places.get(i);
      Block.createBlock(b, place.start(), place.metadata(), place.body());
    }
  }

  private static byte[] message(FlatBufferBuilder b, byte type, int header, long bodySize) {
    b.finish(Message.createMessage(b, MetadataVersion.V5, type, header, bodySize, 0));
    ByteBuffer data = b.dataBuffer();
    int size = (int) padded(data.remaining());
    ByteBuffer bytes = ByteBuffer.allocate(PREFIX + size).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putInt(CONTINUATION).putInt(size).put(data).array();
  }

  /** What follows the last message. */
  static byte[] end() {
    return ByteBuffer.allocate(PREFIX)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CONTINUATION)
        .putInt(0)
        .array();
  }
}
