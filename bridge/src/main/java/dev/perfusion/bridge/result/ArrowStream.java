package dev.perfusion.bridge.result;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;

/**
 * Writes columns of 64-bit floats in the Arrow IPC streaming format ("Arrow Columnar Format",
 * section Serialization and Interprocess Communication). Arrow's own writer needs the JVM flag
 * {@code --add-opens java.base/java.nio}, which an embedded library cannot ask for.
 */
final class ArrowStream {
  private static final int BATCH_ROWS = 65_536;
  private static final int CONTINUATION = -1;
  private static final int ALIGNMENT = 8;
  private static final int START_SIZE = 1024;

  private ArrowStream() {}

  /** A column without nulls. */
  record Column(String name, Map<String, String> metadata, double[] values) {}

  static void write(List<Column> columns, OutputStream out) throws IOException {
    writeMetadata(schema(columns), out);
    int rows = columns.get(0).values().length;
    for (int from = 0; from < rows; from += BATCH_ROWS) {
      int count = Math.min(BATCH_ROWS, rows - from);
      writeMetadata(batch(columns.size(), count), out);
      ByteBuffer body = ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (Column column : columns) {
        body.clear();
        body.asDoubleBuffer().put(column.values(), from, count);
        out.write(body.array());
      }
    }
    out.write(header(0));
    out.flush();
  }

  private static ByteBuffer schema(List<Column> columns) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    int[] fields = new int[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = field(b, columns.get(i));
    }
    int vector = Schema.createFieldsVector(b, fields);
    int schema = Schema.createSchema(b, Endianness.Little, vector, 0, 0);
    return message(b, MessageHeader.Schema, schema, 0);
  }

  private static int field(FlatBufferBuilder b, Column column) {
    Map<String, String> sorted = new TreeMap<>(column.metadata());
    int[] pairs =
        sorted.entrySet().stream()
            .mapToInt(
                e ->
                    KeyValue.createKeyValue(
                        b, b.createString(e.getKey()), b.createString(e.getValue())))
            .toArray();
    int metadata = Field.createCustomMetadataVector(b, pairs);
    int name = b.createString(column.name());
    int type = FloatingPoint.createFloatingPoint(b, Precision.DOUBLE);
    int children = Field.createChildrenVector(b, new int[0]);
    return Field.createField(b, name, false, Type.FloatingPoint, type, 0, children, metadata);
  }

  private static ByteBuffer batch(int columns, int rows) {
    FlatBufferBuilder b = new FlatBufferBuilder(START_SIZE);
    long size = (long) rows * Double.BYTES;
    RecordBatch.startBuffersVector(b, 2 * columns);
    for (int i = columns - 1; i >= 0; i--) {
      // Vectors of structs are built from the back: the values, then the empty validity bitmap.
      Buffer.createBuffer(b, i * size, size);
      Buffer.createBuffer(b, i * size, 0);
    }
    int buffers = b.endVector();
    RecordBatch.startNodesVector(b, columns);
    for (int i = 0; i < columns; i++) {
      FieldNode.createFieldNode(b, rows, 0);
    }
    int nodes = b.endVector();
    int batch = RecordBatch.createRecordBatch(b, rows, nodes, buffers, 0, 0);
    return message(b, MessageHeader.RecordBatch, batch, columns * size);
  }

  private static ByteBuffer message(FlatBufferBuilder b, byte type, int header, long bodySize) {
    b.finish(Message.createMessage(b, MetadataVersion.V5, type, header, bodySize, 0));
    return b.dataBuffer();
  }

  private static void writeMetadata(ByteBuffer message, OutputStream out) throws IOException {
    int size = message.remaining();
    int padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] bytes = new byte[padded];
    message.get(bytes, 0, size);
    out.write(header(padded));
    out.write(bytes);
  }

  private static byte[] header(int size) {
    return ByteBuffer.allocate(2 * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CONTINUATION)
        .putInt(size)
        .array();
  }
}
