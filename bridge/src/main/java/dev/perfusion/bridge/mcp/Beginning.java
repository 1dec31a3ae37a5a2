package dev.perfusion.bridge.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Takes as many lines of a text as fit. */
final class Beginning extends OutputStream {
  private final int room;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** No more fits. */
  static final class Full extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param room most bytes
   */
  Beginning(int room) {
    this.room = room;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] text, int offset, int count) throws IOException {
    int fits = Math.min(count, room - bytes.size());
    bytes.write(text, offset, fits);
    if (fits < count) {
      throw new Full();
    }
  }

  /** The whole lines. */
  String lines() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }
}
