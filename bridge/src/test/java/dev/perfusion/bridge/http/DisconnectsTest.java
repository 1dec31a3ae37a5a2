package dev.perfusion.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisconnectsTest {
  private final Disconnects disconnects = new Disconnects();
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    disconnects.close();
    server.close();
  }

  /** True when a client that hangs up is noticed. */
  private boolean noticed(Runnable meanwhile) throws IOException, InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
        SocketChannel accepted = server.accept()) {
      accepted.configureBlocking(false);
      disconnects.watch(
          accepted,
          () -> {
            gone.countDown();
            meanwhile.run();
          });
      client.shutdownOutput();
      return gone.await(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatFailsAtAHangUpEndsNoOtherWatch() throws Exception {
    assertThat(
            noticed(
                () -> {
                  throw new IllegalStateException("on purpose");
                }))
        .isTrue();
    assertThat(noticed(() -> {})).isTrue();
  }
}
