package dev.perfusion.bridge.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices at once that a client has hung up while its request is being answered. The server itself
 * looks at a connection again only when it has answered; here a selector of our own waits for the
 * end of the stream, without reading from it.
 */
final class Disconnects implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Disconnects.class);

  private final Selector selector;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  Disconnects() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new IllegalStateException("no selector can be had: " + e.getMessage(), e);
    }
    thread = new Thread(this::run, "perfusion-disconnects");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Watches the connection of a request whose body has been read.
   *
   * @param gone run once on the watching thread when the client has hung up; must be quick
   * @return ends the watch
   */
  Runnable watch(HttpServletRequest request, Runnable gone) {
    EndPoint endPoint =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    return endPoint.getTransport() instanceof SocketChannel channel
        ? watch(channel, gone)
        : () -> {};
  }

  Runnable watch(SocketChannel channel, Runnable gone) {
    order(() -> register(channel, gone));
    return () -> order(() -> forget(channel, gone));
  }

  private void order(Runnable order) {
    orders.add(order);
    selector.wakeup();
  }

  private void register(SocketChannel channel, Runnable gone) {
    try {
      channel.register(selector, SelectionKey.OP_READ, gone);
    } catch (ClosedChannelException e) {
      tell(gone);
    } catch (CancelledKeyException e) {
      // The last watch of this connection has just ended: flush it, then try once more.
      try {
        selector.selectNow();
        channel.register(selector, SelectionKey.OP_READ, gone);
      } catch (IOException | CancelledKeyException again) {
        LOG.debug("a connection cannot be watched", again);
      }
    }
  }

  private void forget(SocketChannel channel, Runnable gone) {
    SelectionKey key = channel.keyFor(selector);
    if (key != null && key.attachment() == gone) {
      key.cancel();
    }
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        selector.select(this::readable);
      } catch (IOException | ClosedSelectorException e) {
        return;
      }
      for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
        try {
          order.run();
        } catch (ClosedSelectorException e) {
          return;
        }
      }
    }
  }

  /** One that fails must not end the watch of all others. */
  private static void tell(Runnable gone) {
    try {
      gone.run();
    } catch (RuntimeException e) {
      LOG.warn("a hang-up was noticed, but what it should end goes on", e);
    }
  }

  /** Readable without anything to read is the end; with something, it is the next request. */
  private void readable(SelectionKey key) {
    key.cancel();
    SocketChannel channel = (SocketChannel) key.channel();
    boolean ended;
    try {
      ended = channel.socket().getInputStream().available() == 0;
    } catch (IOException e) {
      ended = true;
    }
    if (ended) {
      tell((Runnable) key.attachment());
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector", e);
    }
  }
}
