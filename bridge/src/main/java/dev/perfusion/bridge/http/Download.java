package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bytes of any number: a part when the client asks for one, nothing when it has them already
 * (RFC 9110, sections 13 and 14). Memory does not depend on the number.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_SATISFIABLE = 416;

  /** Large enough that the calls do not count, small enough to stay in the processor's cache. */
  private static final int PIECE = 1 << 20;

  /** For downloads beyond those that have a large buffer. */
  private static final int SMALL_PIECE = 1 << 16;

  private static final int LARGE_PIECES = 16;

  private final ArrayBlockingQueue<ByteBuffer> pieces = new ArrayBlockingQueue<>(LARGE_PIECES);

  Download() {
    // Each is exchanged for a real one when it is first needed.
    for (int i = 0; i < LARGE_PIECES; i++) {
      pieces.add(ByteBuffer.allocate(0));
    }
  }

  /** What is sent. */
  interface Body {
    /** Number of bytes of all of it. */
    long length() throws IOException;

    /** Writes a part. */
    void send(long from, long count, HttpOutput out) throws IOException;
  }

  /**
   * How the bytes are called.
   *
   * @param etag strong, with its quotes
   */
  record Label(String contentType, String fileName, String etag) {}

  /**
   * Answers a GET or HEAD.
   *
   * @return bytes of the body that were sent
   */
  long send(Exchange exchange, Label label, Body body) {
    HttpServletResponse response = exchange.response();
    exchange.setHeader("ETag", label.etag());
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("Cache-Control", "private, no-cache");
    if (!names(exchange.header("If-Match"), label.etag(), false).orElse(true)) {
      throw new HttpFault(
          PRECONDITION_FAILED,
          ErrorCode.INVALID_INPUT,
          "the content is no longer " + exchange.header("If-Match").orElse(""));
    }
    if (names(exchange.header("If-None-Match"), label.etag(), true).orElse(false)) {
      exchange.reply(NOT_MODIFIED);
      return 0;
    }
    try {
      long length = body.length();
      boolean head = exchange.request().getMethod().equals("HEAD");
      boolean whole = head || !exchange.header("If-Range").map(label.etag()::equals).orElse(true);
      Optional<ByteRange> asked =
          whole ? Optional.empty() : ByteRange.of(exchange.header("Range").orElse(null), length);
      ByteRange range = asked.orElse(new ByteRange(0, length));
      if (asked.isPresent() && range.count() == 0) {
        throw new HttpFault(
            NOT_SATISFIABLE,
            ErrorCode.INVALID_INPUT,
            "there are " + length + " bytes; none of them is in the range asked for",
            Map.of("Content-Range", "bytes */" + length));
      }
      exchange.reply(asked.isPresent() ? PARTIAL : OK);
      response.setContentType(label.contentType());
      response.setContentLengthLong(range.count());
      exchange.setHeader(
          "Content-Disposition", "attachment; filename=\"" + label.fileName() + "\"");
      if (asked.isPresent()) {
        exchange.setHeader("Content-Range", range.header(length));
      }
      if (head) {
        return 0;
      }
      try (HttpOutput out = (HttpOutput) response.getOutputStream()) {
        body.send(range.from(), range.count(), out);
      }
      return range.count();
    } catch (IOException e) {
      // The client has gone, or the file has: then the connection ends before the announced length.
      LOG.debug("download of {} ended early", label.fileName(), e);
      return 0;
    }
  }

  /**
   * Whether a list of entity tags names one; empty without a list.
   *
   * @param weak whether a weak tag of the same text counts
   */
  private static Optional<Boolean> names(Optional<String> header, String etag, boolean weak) {
    return header.map(
        list ->
            list.strip().equals("*")
                || Arrays.stream(list.split(","))
                    .map(one -> weak ? one.strip().replaceFirst("^W/", "") : one.strip())
                    .anyMatch(etag::equals));
  }

  /** A file, which stays as it is. */
  Body file(Path file) {
    return new Body() {
      @Override
      public long length() throws IOException {
        return Files.size(file);
      }

      @Override
      public void send(long from, long count, HttpOutput out) throws IOException {
        ByteBuffer pooled = pieces.poll();
        ByteBuffer piece =
            pooled == null
                ? ByteBuffer.allocate(SMALL_PIECE)
                : pooled.capacity() > 0 ? pooled : ByteBuffer.allocateDirect(PIECE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          long at = from;
          while (at < from + count) {
            piece.clear().limit((int) Math.min(piece.capacity(), from + count - at));
            int read = channel.read(piece, at);
            if (read < 0) {
              throw new IOException(file + " ends early");
            }
            at += read;
            out.write(piece.flip());
          }
        } finally {
          if (pooled != null) {
            pieces.add(piece);
          }
        }
      }
    };
  }

  /** Writes all bytes of a text, the same each time. */
  @FunctionalInterface
  interface Text {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A text that is made anew for each download: parts by leaving out what is before and after.
   *
   * @param length of all of it
   */
  static Body text(Length length, Text text) {
    return new Body() {
      @Override
      public long length() throws IOException {
        return length.bytes();
      }

      @Override
      public void send(long from, long count, HttpOutput out) throws IOException {
        Part part = new Part(from, count, out);
        try {
          text.writeTo(part);
        } catch (Enough e) {
          return;
        }
      }
    };
  }

  /** How long a text is, once it must be known. */
  @FunctionalInterface
  interface Length {
    long bytes() throws IOException;
  }

  /** How long a text is: it is written to nowhere. */
  static long length(Text text) throws IOException {
    Part part = new Part(Long.MAX_VALUE, 0, null);
    text.writeTo(part);
    return part.position;
  }

  /** All that was wanted is written. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Lets only a part of the bytes through. */
  private static final class Part extends OutputStream {
    private final long from;
    private final long end;
    private final OutputStream out;
    private long position;

    Part(long from, long count, OutputStream out) {
      this.from = from;
      this.end = from + Math.min(count, Long.MAX_VALUE - from);
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      long first = Math.max(from, position);
      long last = Math.min(end, position + count);
      if (first < last) {
        out.write(bytes, offset + (int) (first - position), (int) (last - first));
      }
      position += count;
      if (position >= end && end > 0 && out != null) {
        throw new Enough();
      }
    }
  }
}
