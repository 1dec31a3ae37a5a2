package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.worker.WorkerMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A worker with a fault, which the property {@value #FAULT} names. */
public final class FaultyWorker {
  static final String FAULT = "perfusion.test.fault";

  private FaultyWorker() {}

  /** Begins the fault, then works like any other worker. */
  public static void main(String[] arguments) throws IOException {
    switch (System.getProperty(FAULT, "")) {
      case "noise" -> {
        start(() -> write(FileDescriptor.out));
        start(() -> write(FileDescriptor.err));
        WorkerMain.main(arguments);
      }
      case "leak" -> {
        start(FaultyWorker::leak);
        WorkerMain.main(arguments);
      }
      case "babble" -> babble(arguments[0]);
      case "dies" -> System.exit(7);
      default -> WorkerMain.main(arguments);
    }
  }

  private static void start(Runnable fault) {
    Thread thread = new Thread(fault);
    thread.setDaemon(true);
    thread.start();
  }

  /** As much as one can, for ever. */
  private static void write(FileDescriptor descriptor) {
    byte[] noise =
        ("{\"id\":1,\"result\":null}\0\u00ff".repeat(400) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    try (OutputStream out = new FileOutputStream(descriptor)) {
      while (true) {
        out.write(noise);
        Thread.sleep(1);
      }
    } catch (IOException | InterruptedException e) {
      // The reader is gone.
    }
  }

  private static void leak() {
    List<byte[]> kept = new ArrayList<>();
    try {
      while (true) {
        kept.add(new byte[1 << 20]);
        Thread.sleep(40);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(kept.size() + " MB", e);
    }
  }

  /** Sends what is no message. */
  private static void babble(String socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      byte[] noise = "no message at all\n".repeat(100).getBytes(StandardCharsets.UTF_8);
      channel.write(ByteBuffer.wrap(noise));
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
