package dev.perfusion.bridge.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Lines of events that are written together. The hash of a line is taken of the line without it, so
 * its place is left open until the rest stands. Used by one thread at a time.
 */
final class AuditLines {
  private static final int FIRST_SIZE = 16 * 1024;
  private static final int LARGEST_KEPT = 1024 * 1024;
  private static final int HASH_CHARS = 64;
  private static final int ROOM_OF_CHAIN = 512;
  private static final byte[] HASH = ascii("\"hash\":\"");
  private static final byte[] PREVIOUS = ascii("\"previousHash\":\"");
  private static final byte[] SEQUENCE = ascii("\"sequence\":");
  private static final byte[] TIMESTAMP = ascii("\"timestamp\":\"");
  private static final byte[] QUOTE = ascii("\",");
  private static final byte[] COMMA = ascii(",");

  private final MessageDigest digest;
  private byte[] lines = new byte[FIRST_SIZE];
  private int length;
  private String hash;

  AuditLines() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Forgets the lines; those to come follow an event with that hash. */
  void startAfter(String previousHash) {
    length = 0;
    hash = previousHash;
    if (lines.length > LARGEST_KEPT) {
      lines = new byte[FIRST_SIZE];
    }
  }

  /** Adds an event. */
  void add(AuditEvent event, String timestamp, long sequence) {
    byte[] text = event.text();
    if (lines.length - length < text.length + ROOM_OF_CHAIN) {
      lines = Arrays.copyOf(lines, 2 * lines.length + text.length + ROOM_OF_CHAIN);
    }
    int begin = length;
    append(text, 0, event.place(0));
    int beforeHash = length;
    append(HASH);
    int hashAt = length;
    length += HASH_CHARS;
    append(QUOTE);
    int afterHash = length;
    append(text, event.place(0), event.place(1));
    member(PREVIOUS, hash, QUOTE);
    append(text, event.place(1), event.place(2));
    member(SEQUENCE, Long.toString(sequence), COMMA);
    append(text, event.place(2), event.place(3));
    member(TIMESTAMP, timestamp, QUOTE);
    append(text, event.place(3), text.length);
    lines[length - 1] = '}';
    digest.update(lines, begin, beforeHash - begin);
    digest.update(lines, afterHash, length - afterHash);
    hash = HexFormat.of().formatHex(digest.digest());
    copy(hash, hashAt);
    lines[length++] = '\n';
  }

  private void member(byte[] name, String value, byte[] end) {
    append(name);
    copy(value, length);
    length += value.length();
    append(end);
  }

  private void append(byte[] bytes) {
    append(bytes, 0, bytes.length);
  }

  private void append(byte[] from, int begin, int end) {
    System.arraycopy(from, begin, lines, length, end - begin);
    length += end - begin;
  }

  private void copy(String ascii, int to) {
    byte[] bytes = ascii(ascii);
    System.arraycopy(bytes, 0, lines, to, bytes.length);
  }

  /** Hash of the last event. */
  String hash() {
    return hash;
  }

  /** Length of all lines in bytes. */
  int length() {
    return length;
  }

  /** Writes all lines in one piece. */
  void writeTo(OutputStream stream) throws IOException {
    stream.write(lines, 0, length);
  }
}
