package dev.perfusion.benchmarks.path;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One persistent HTTP/1.1 connection that posts JSON and waits for the answer.
 *
 * <p>A plain blocking socket instead of {@code java.net.http}: on a machine with two cores the
 * hand-over between the threads of that client costs as much as a parameter read on the server, and
 * it would be counted as the server's time. Reads {@code Content-Length} and chunked bodies. Not
 * thread-safe.
 */
public final class KeepAliveClient implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int READ_TIMEOUT_MS = 120_000;
  private static final int PIECE = 1 << 18;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Endpoint endpoint;
  private final String authority;
  private final String fixedHeaders;
  private byte[] piece = new byte[0];

  private KeepAliveClient(Socket socket, Endpoint endpoint) throws IOException {
    this.socket = socket;
    this.endpoint = endpoint;
    this.fixedHeaders =
        endpoint.token().map(token -> "\r\nAuthorization: Bearer " + token).orElse("");
    this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
    this.out = socket.getOutputStream();
    this.authority = endpoint.host() + ":" + endpoint.port();
  }

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param contentType value of {@code Content-Type}, empty when absent
   * @param serverTiming value of {@code Server-Timing}, empty when absent
   * @param body the whole body
   */
  public record Reply(int status, String contentType, String serverTiming, byte[] body) {
    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * Connects to a server on the loopback interface.
   *
   * @throws IOException nobody listens there
   */
  public static KeepAliveClient connect(int port) throws IOException {
    return connect(Endpoint.ofLoopback(port));
  }

  /**
   * Connects to a server; its token, if any, goes with each request.
   *
   * @throws IOException nobody listens there
   */
  public static KeepAliveClient connect(Endpoint endpoint) throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(READ_TIMEOUT_MS);
      plain.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_TIMEOUT_MS);
      Socket socket = endpoint.secure() ? secured(plain, endpoint) : plain;
      return new KeepAliveClient(socket, endpoint);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket secured(Socket plain, Endpoint endpoint) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    // A raw socket does not compare the certificate with the host unless asked to.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * One more connection to the same server.
   *
   * @throws IOException nobody listens there any more
   */
  KeepAliveClient another() throws IOException {
    return connect(endpoint);
  }

  /**
   * Posts a JSON body and reads the answer.
   *
   * @param target path of the request, such as {@code /load_simulation}
   * @param headers further header lines
   * @throws IOException the connection broke or the answer is not HTTP/1.1
   */
  public Reply post(String target, Map<String, String> headers, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder(256);
    head.append("POST ").append(target).append(" HTTP/1.1\r\nHost: ").append(authority);
    head.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(body.length);
    head.append(fixedHeaders);
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    head.append("\r\n\r\n");
    byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    // One write, so that head and body travel in one segment.
    out.write(request);
    out.flush();
    return readReply();
  }

  /**
   * Gets a file and throws its bytes away as they come.
   *
   * @return how many there were
   * @throws IOException the connection broke, or the answer is no success
   */
  public long download(String target) throws IOException {
    String head = "GET " + target + " HTTP/1.1\r\nHost: " + authority + fixedHeaders + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    Head answer = readHead();
    if (answer.status() != 200 || answer.chunked()) {
      byte[] body = answer.chunked() ? readChunks() : readExactly((int) answer.length());
      throw new IOException(
          "GET answered " + answer.status() + ": " + new String(body, StandardCharsets.UTF_8));
    }
    if (piece.length == 0) {
      piece = new byte[PIECE];
    }
    for (long left = answer.length(); left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new EOFException(left + " bytes are missing when the server closed the connection");
      }
      left -= read;
    }
    return answer.length();
  }

  private Reply readReply() throws IOException {
    Head head = readHead();
    byte[] body = head.chunked() ? readChunks() : readExactly((int) head.length());
    return new Reply(head.status(), head.contentType(), head.serverTiming(), body);
  }

  /** Status line and headers of an answer. */
  private record Head(
      int status, long length, boolean chunked, String contentType, String serverTiming) {}

  private Head readHead() throws IOException {
    String statusLine = readLine();
    if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 12) {
      throw new IOException("not an HTTP/1.1 answer: '" + statusLine + "'");
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    long length = 0;
    boolean chunked = false;
    String contentType = "";
    String serverTiming = "";
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      switch (name) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "content-type" -> contentType = value;
        case "server-timing" -> serverTiming = value;
        default -> {}
      }
    }
    return new Head(status, length, chunked, contentType, serverTiming);
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = readLine();
      int extension = line.indexOf(';');
      int size = Integer.parseInt(extension < 0 ? line : line.substring(0, extension), 16);
      body.write(readExactly(size));
      if (size == 0) {
        while (!readLine().isEmpty()) {
          // Trailers carry nothing that is measured.
        }
        return body.toByteArray();
      }
      readLine();
    }
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          "the server closed the connection after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection inside a header");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
