package dev.perfusion.bridge.adapter.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Messages over a socket: length of the rest (4 bytes, big-endian), kind (1), call (4), payload.
 * Anything else on the line ends the connection. One reader, any number of writers.
 */
final class FrameChannel implements AutoCloseable {
  private static final int HEAD = 9;
  private static final int REST_OF_HEAD = HEAD - Integer.BYTES;

  /** Results of some thousand curves of some thousand points, with room to spare. */
  private static final int MOST = 1 << 29;

  private final SocketChannel socket;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);

  FrameChannel(SocketChannel socket) {
    this.socket = socket;
  }

  synchronized void write(Frame frame) throws IOException {
    if (frame.payload().length > MOST - REST_OF_HEAD) {
      throw new IOException("a message of " + frame.payload().length + " bytes is too long");
    }
    ByteBuffer first = ByteBuffer.allocate(HEAD);
    first.putInt(REST_OF_HEAD + frame.payload().length);
    first.put((byte) frame.op().ordinal()).putInt(frame.call()).flip();
    ByteBuffer[] parts = {first, ByteBuffer.wrap(frame.payload())};
    while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
      socket.write(parts);
    }
  }

  /**
   * The next message.
   *
   * @throws EOFException the other side is gone
   * @throws IOException the connection broke, or what came is no message
   */
  Frame read() throws IOException {
    head.clear();
    fill(head);
    head.flip();
    int length = head.getInt();
    Op op = Op.of(head.get());
    int call = head.getInt();
    if (op == null || length < REST_OF_HEAD || length > MOST) {
      throw new IOException("what came is no message");
    }
    ByteBuffer payload = ByteBuffer.allocate(length - REST_OF_HEAD);
    fill(payload);
    return new Frame(op, call, payload.array());
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException("the other side is gone");
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
