package dev.perfusion.verification.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers every call of a tool at once, except that it stands still for a while once in each
 * period; calls that arrive meanwhile are answered at the end of the stall.
 */
final class StallingServer implements AutoCloseable {
  private static final byte[] ANSWER = answer();

  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private final long stallNanos;
  private final long periodNanos;
  private final long origin = System.nanoTime();

  StallingServer(long stallNanos, long periodNanos) throws IOException {
    this.stallNanos = stallNanos;
    this.periodNanos = periodNanos;
    listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** All fields that the caller reads. */
  private static byte[] answer() {
    String body =
        """
        {"metadata":{"cached":false},"parameters":["Organism|Weight"],"parameter":{"value":1.5},\
        "jobId":"j","status":"succeeded","resultsId":"r","statistics":{"steps":1}}""";
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "stalling-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        synchronized (sockets) {
          sockets.add(socket);
        }
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (skipRequest(in)) {
        stall();
        out.write(ANSWER);
      }
    } catch (IOException e) {
      // The caller is gone.
    }
  }

  private void stall() {
    long now = System.nanoTime();
    long end = now + stallNanos - (now - origin) % periodNanos;
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static boolean skipRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return false;
      }
      head.append((char) c);
    }
    String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
    in.skipNBytes(Long.parseLong(length));
    return true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
