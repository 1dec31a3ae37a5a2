package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an XML file on their way to the parser, which keeps a tag, a text or a comment in
 * memory as a whole: bounds how many it takes for one of them, and remembers why reading failed.
 */
final class XmlInput extends FilterInputStream {
  private final long limit = Limit.XML_TOKEN.value();
  private long taken;
  private long total;
  private IOException failure;

  XmlInput(InputStream input) {
    super(input);
  }

  /** The parser begins a new tag, text or comment. */
  void nextToken() {
    taken = 0;
  }

  /** How many bytes the parser has taken in all. */
  long total() {
    return total;
  }

  /** Why a read failed, null when none did. */
  IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    try {
      int read = super.read(target, from, count);
      taken += Math.max(0, read);
      total += Math.max(0, read);
      if (taken > limit) {
        throw new IOException(Limit.XML_TOKEN.exceeded());
      }
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
