package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Unpacks the bytes of a content: one zip entry without a directory (APPNOTE.TXT, local file
 * header), or plain XML.
 */
final class ProjectContent extends InputStream {
  private static final int ENTRY_HEADER = 30;
  private static final int DEFLATED = 8;

  private final Inflater inflater;
  private final CheckedInputStream unpacked;
  private final long expectedCrc;
  private final long limit = Limit.CONTENT.value();
  private long length;
  private boolean ended;

  private ProjectContent(byte[] data, int start, long expectedCrc) {
    // The inflater wants a byte more than the data when it has no zlib header.
    InputStream packed =
        new SequenceInputStream(
            new ByteArrayInputStream(data, start, data.length - start),
            new ByteArrayInputStream(new byte[1]));
    this.inflater = new Inflater(true);
    this.unpacked =
        new CheckedInputStream(new InflaterInputStream(packed, inflater, 1 << 14), new CRC32());
    this.expectedCrc = expectedCrc;
  }

  /**
   * A stream of the XML.
   *
   * @throws ModelFormatException when the bytes are neither of the two
   */
  static InputStream open(byte[] data, Located where) {
    if (data.length > 3 && (data[0] & 0xff) == 0xef && data[3] == '<' || isText(data)) {
      return new ByteArrayInputStream(data);
    }
    if (data.length < ENTRY_HEADER || little(data, 0, 4) != 0x04034b50L) {
      throw where.error("holds neither a zip entry nor XML; the file is damaged");
    }
    long start = ENTRY_HEADER + little(data, 26, 2) + little(data, 28, 2);
    if (little(data, 8, 2) != DEFLATED || start > data.length) {
      throw where.error("holds a zip entry that cannot be unpacked; the file is damaged");
    }
    return new ProjectContent(data, (int) start, little(data, 14, 4));
  }

  private static boolean isText(byte[] data) {
    return data.length > 0 && data[0] == '<';
  }

  private static long little(byte[] data, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | data[at + i] & 0xff;
    }
    return value;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) throws IOException {
    int read = ended ? -1 : unpacked.read(target, from, count);
    if (read < 0 && !ended) {
      ended = true;
      inflater.end();
      if (unpacked.getChecksum().getValue() != expectedCrc) {
        throw new IOException("the unpacked text does not have the checksum stored with it");
      }
    }
    length += Math.max(0, read);
    if (length > limit) {
      throw new IOException(Limit.CONTENT.exceeded());
    }
    return read;
  }

  @Override
  public void close() {
    ended = true;
    inflater.end();
  }
}
