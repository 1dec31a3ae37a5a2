package dev.perfusion.bridge.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of some bytes, as asked for by the header {@code Range} (RFC 9110, section 14).
 *
 * @param from the first byte
 * @param count how many; 0 when there is no such part
 */
record ByteRange(long from, long count) {
  private static final Pattern SINGLE =
      Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

  /**
   * Reads the header.
   *
   * @return empty to send all: no range, several, another unit, or nonsense
   */
  static Optional<ByteRange> of(String header, long length) {
    Matcher parts = header == null ? null : SINGLE.matcher(header.strip());
    if (parts == null || !parts.matches()) {
      return Optional.empty();
    }
    String first = parts.group(1);
    String last = parts.group(2);
    if (first.isEmpty()) {
      if (last.isEmpty()) {
        return Optional.empty();
      }
      long count = Math.min(length, Long.parseLong(last));
      return Optional.of(new ByteRange(length - count, count));
    }
    long from = Long.parseLong(first);
    long end = last.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(last);
    if (end < from) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(from, Math.max(0, Math.min(length, end + 1) - from)));
  }

  /** Value of {@code Content-Range}. */
  String header(long length) {
    return "bytes " + from + "-" + (from + count - 1) + "/" + length;
  }
}
