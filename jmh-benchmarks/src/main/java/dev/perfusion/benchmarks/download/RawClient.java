package dev.perfusion.benchmarks.download;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads an answer of HTTP as fast as the system hands it over, and throws its body away. */
final class RawClient {
  private static final int BUFFER = 1 << 20;
  private static final String END = "\r\n\r\n";

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /**
   * A download.
   *
   * @param bytes of the body
   * @param nanos from the connection to the last byte
   */
  record Result(long bytes, long nanos) {
    /** 10^9 bytes a second. */
    double gigabytesPerSecond() {
      return (double) bytes / nanos;
    }
  }

  /**
   * Downloads.
   *
   * @throws IOException the answer is not 200, has no length, or ends early
   */
  Result get(int port, String path, String accept) throws IOException {
    long start = System.nanoTime();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (SocketChannel channel = SocketChannel.open(address)) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nAccept: "
              + accept
              + "\r\nConnection: close"
              + END;
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      buffer.clear();
      String head = "";
      int body = -1;
      while (body < 0) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("no answer to " + path);
        }
        byte[] so = new byte[Math.min(buffer.position(), 8192)];
        buffer.get(0, so);
        head = new String(so, StandardCharsets.ISO_8859_1);
        body = head.indexOf(END);
      }
      long length = length(head.substring(0, body));
      long done = buffer.position() - body - END.length();
      while (done < length) {
        int read = channel.read(buffer.clear());
        if (read < 0) {
          throw new EOFException(path + " ended after " + done + " of " + length + " bytes");
        }
        done += read;
      }
      return new Result(length, System.nanoTime() - start);
    }
  }

  private static long length(String head) throws IOException {
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered: " + head);
    }
    for (String line : head.toLowerCase(Locale.ROOT).split("\r\n")) {
      if (line.startsWith("content-length:")) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    throw new IOException("an answer without Content-Length: " + head);
  }
}
