package dev.perfusion.bridge.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The Arrow IPC streaming format. */
public final class ArrowStream {
  private static final int BATCH_ROWS = 65_536;

  private ArrowStream() {}

  /** Writes columns without dictionaries, in batches. */
  public static void write(List<ArrowColumn> columns, int rows, OutputStream out)
      throws IOException {
    out.write(ArrowMessages.schema(columns));
    for (int from = 0; from < rows; from += BATCH_ROWS) {
      int count = Math.min(BATCH_ROWS, rows - from);
      out.write(ArrowMessages.batch(columns, count));
      ByteBuffer body =
          ByteBuffer.allocate(Math.toIntExact(ArrowMessages.padded((long) count * Double.BYTES)))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (ArrowColumn column : columns) {
        body.clear();
        column.values().put(from, count, body);
        out.write(body.array(), 0, (int) column.size(count));
      }
    }
    out.write(ArrowMessages.end());
    out.flush();
  }
}
