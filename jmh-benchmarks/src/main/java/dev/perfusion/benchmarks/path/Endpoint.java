package dev.perfusion.benchmarks.path;

import java.net.URI;
import java.util.Optional;

/**
 * Where a server listens and how to be let in.
 *
 * @param secure TLS
 * @param token bearer token; empty for none
 */
public record Endpoint(String host, int port, boolean secure, Optional<String> token) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** A server of this machine that lets everybody in. */
  public static Endpoint ofLoopback(int port) {
    return new Endpoint("127.0.0.1", port, false, Optional.empty());
  }

  /**
   * Reads a base URL such as {@code http://host:8000}.
   *
   * @throws IllegalArgumentException not such a URL, or a token that cannot stand in a header
   */
  public static Endpoint of(String baseUrl, Optional<String> token) {
    URI uri;
    try {
      uri = URI.create(baseUrl);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + baseUrl + "' is not a URL", e);
    }
    boolean secure = "https".equals(uri.getScheme());
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (!secure && !"http".equals(uri.getScheme())
        || uri.getHost() == null
        || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "'" + baseUrl + "' is not of the form http://HOST:PORT or https://HOST:PORT");
    }
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("The token has spaces, line ends or other characters");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    return new Endpoint(uri.getHost(), port, secure, token);
  }

  /** The base URL, without the token. */
  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + host + ":" + port;
  }
}
