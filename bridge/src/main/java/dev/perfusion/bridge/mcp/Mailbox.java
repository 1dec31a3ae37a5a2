package dev.perfusion.bridge.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages that wait for a long-lived stream. Bounded: when the stream does not keep up, the oldest
 * leave, as each only says that something has changed.
 */
final class Mailbox {
  private static final int CAPACITY = 256;
  private static final long KEEP_ALIVE_MS = 10_000;

  private final Deque<Supplier<ObjectNode>> waiting = new ArrayDeque<>();
  private boolean closed;
  private boolean pumping;

  /**
   * Leaves a message.
   *
   * @param message made when it is sent; null when it is pointless by then
   */
  synchronized void put(Supplier<ObjectNode> message) {
    if (closed) {
      return;
    }
    if (waiting.size() == CAPACITY) {
      waiting.removeFirst();
    }
    waiting.addLast(message);
    notifyAll();
  }

  /** Ends the stream after what waits now. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** True while a stream takes the messages. */
  synchronized boolean pumping() {
    return pumping;
  }

  /** Sends messages until the mailbox is closed or the client has gone. */
  void pump(Channel channel) {
    Runnable forget = channel.cancel().onRequest(this::wake);
    setPumping(true);
    try {
      while (!channel.cancel().requested()) {
        Supplier<ObjectNode> next = take(channel);
        if (channel.cancel().requested()) {
          // What was left after the cancellation is not sent, however late this thread woke: the
          // next stream of a session has it.
          putBack(next);
          return;
        }
        if (next != null) {
          ObjectNode message = next.get();
          if (message != null) {
            channel.send(message);
          }
        } else if (isClosed()) {
          return;
        } else {
          channel.keepAlive();
        }
      }
    } finally {
      setPumping(false);
      forget.run();
    }
  }

  /** The next message; null when there was none for a while, or when there will be none. */
  private synchronized Supplier<ObjectNode> take(Channel channel) {
    long end = System.nanoTime() + KEEP_ALIVE_MS * 1_000_000;
    while (waiting.isEmpty() && !closed && !channel.cancel().requested()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        closed = true;
        Thread.currentThread().interrupt();
      }
    }
    return waiting.pollFirst();
  }

  private synchronized void putBack(Supplier<ObjectNode> message) {
    if (message != null && waiting.size() < CAPACITY) {
      waiting.addFirst(message);
      notifyAll();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void setPumping(boolean now) {
    pumping = now;
  }
}
