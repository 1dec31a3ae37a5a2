package dev.perfusion.bridge.population.table;

import dev.perfusion.bridge.json.ShortestDecimal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text in a buffer of bytes, on its way to a stream. Not thread-safe. */
public final class TextBytes {
  private static final int SIZE = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private int at;

  /** The stream gets full buffers, and the rest by {@link #flush}; it is not closed. */
  public TextBytes(OutputStream out) {
    this.out = out;
  }

  private void room(int bytes) throws IOException {
    if (buffer.length - at < bytes) {
      flush();
    }
  }

  /** Adds a character of ASCII. */
  public TextBytes put(char c) throws IOException {
    room(1);
    buffer[at++] = (byte) c;
    return this;
  }

  /** Adds text as UTF-8. */
  public TextBytes put(String text) throws IOException {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes. */
  public TextBytes put(byte[] bytes) throws IOException {
    return put(bytes, 0, bytes.length);
  }

  /** Adds bytes. */
  public TextBytes put(byte[] bytes, int from, int count) throws IOException {
    room(count);
    if (count > buffer.length) {
      out.write(bytes, from, count);
    } else {
      System.arraycopy(bytes, from, buffer, at, count);
      at += count;
    }
    return this;
  }

  /** Adds the shortest text that reads back to the same bits. */
  public TextBytes put(double value) throws IOException {
    room(ShortestDecimal.MAX_BYTES);
    at = ShortestDecimal.write(value, buffer, at);
    return this;
  }

  /** Adds a whole number. */
  public TextBytes put(int value) throws IOException {
    room(ShortestDecimal.MAX_BYTES);
    if (value < 0) {
      return put(Integer.toString(value));
    }
    at = ShortestDecimal.write(value, buffer, at);
    return this;
  }

  /** Adds a cell of CSV, in quotes where it needs them. */
  public TextBytes cell(String text) throws IOException {
    return put(quoted(text));
  }

  /** Text as a cell of CSV. */
  public static String quoted(String text) {
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** Hands what is in the buffer to the stream. */
  public void flush() throws IOException {
    out.write(buffer, 0, at);
    at = 0;
  }
}
