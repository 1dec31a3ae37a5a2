package dev.perfusion.verification.adapter;

import dev.perfusion.bridge.adapter.worker.WorkerMain;
import dev.perfusion.bridge.population.store.Store;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker with a fault, which the property {@value #FAULT} names. */
public final class FaultyWorker {
  static final String FAULT = "perfusion.test.fault";

  /** Property: the population folder that is fatal to a mortal worker. */
  static final String FOLDER = "perfusion.test.folder";

  private static final int NOTHING_BUT_KIND_AND_CALL = 5;

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
      case "late" -> {
        pause(3000);
        WorkerMain.main(arguments);
      }
      case "mortal" -> {
        start(FaultyWorker::dieOfPopulations);
        WorkerMain.main(arguments);
      }
      case "babble" -> babble(arguments[0]);
      case "brief" -> brief(arguments[0]);
      case "deaf" -> deaf(arguments[0]);
      case "dies" -> System.exit(7);
      case "mute" -> pause(15_000);
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

  /** Dies as soon as there is a manifest, before the first chunk can be done. */
  private static void dieOfPopulations() {
    Path manifest = Path.of(System.getProperty(FOLDER), Store.MANIFEST);
    while (!Files.exists(manifest)) {
      pause(1);
    }
    Runtime.getRuntime().halt(9);
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Dies with its first answer, which the bridge gets: it did start. */
  private static void brief(String socket) throws IOException {
    try (SocketChannel bridge = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel worker = inner(socket)) {
      worker.write(message(bridge));
      bridge.write(message(worker));
      Runtime.getRuntime().halt(9);
    }
  }

  /** Works, but does not hear that it shall stop: of messages without content only the first. */
  private static void deaf(String socket) throws IOException {
    try (SocketChannel bridge = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel worker = inner(socket)) {
      start(() -> pass(worker, bridge));
      boolean first = true;
      for (ByteBuffer[] next = message(bridge); next.length > 0; next = message(bridge)) {
        if (first || next[1].capacity() > NOTHING_BUT_KIND_AND_CALL) {
          worker.write(next);
        }
        first = false;
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** A worker in this process, in place of which somebody else talks with the bridge. */
  private static SocketChannel inner(String socket) throws IOException {
    Path inner = Path.of(socket + "-inner");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(inner));
      start(() -> work(inner));
      SocketChannel worker = server.accept();
      Files.delete(inner);
      return worker;
    }
  }

  /** The next message, its length first; empty at the end. */
  private static ByteBuffer[] message(SocketChannel from) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
    if (!fill(from, head)) {
      return new ByteBuffer[0];
    }
    ByteBuffer rest = ByteBuffer.allocate(head.getInt(0));
    fill(from, rest);
    return new ByteBuffer[] {head.flip(), rest.flip()};
  }

  private static void work(Path socket) {
    try {
      WorkerMain.main(new String[] {socket.toString()});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pass(SocketChannel from, SocketChannel to) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(bytes.clear()) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean fill(SocketChannel from, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (from.read(bytes) < 0) {
        return false;
      }
    }
    return true;
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
