package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.ErrorCode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps web pages of strangers out. A server on this machine answers only requests that name this
 * machine (DNS rebinding), any other one those that name an allowed host, if hosts are listed. A
 * browser's origin must be the server itself or an allowed one; pages of this machine may talk to a
 * server on this machine.
 */
final class OriginCheck {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final int MISDIRECTED = 421;
  private static final int FORBIDDEN = 403;

  private final boolean loopback;
  private final List<String> allowedOrigins;
  private final List<String> allowedHosts;

  /**
   * @param allowedHosts names beside those of this machine, without port; empty for any on a server
   *     that is not on loopback
   */
  OriginCheck(boolean loopback, List<String> allowedOrigins, List<String> allowedHosts) {
    this.loopback = loopback;
    this.allowedOrigins = lower(allowedOrigins);
    this.allowedHosts = lower(allowedHosts);
  }

  private static List<String> lower(List<String> words) {
    return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  void check(Optional<String> host, Optional<String> origin) {
    if (host.isPresent() && !ours(name(host.get()))) {
      throw new HttpFault(
          MISDIRECTED,
          ErrorCode.FORBIDDEN,
          "host \"" + host.get() + "\" is not this server; MCP_ALLOWED_HOSTS adds names");
    }
    if (origin.isPresent() && !allowed(origin.get(), host)) {
      throw new HttpFault(
          FORBIDDEN,
          ErrorCode.FORBIDDEN,
          "origin \"" + origin.get() + "\" is not allowed; MCP_ALLOWED_ORIGINS adds origins");
    }
  }

  private boolean ours(String name) {
    return allowedHosts.contains(name)
        || (loopback ? THIS_MACHINE.contains(name) : allowedHosts.isEmpty());
  }

  private boolean allowed(String origin, Optional<String> host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (allowedOrigins.contains(lower)) {
      return true;
    }
    try {
      URI uri = URI.create(lower);
      return uri.getHost() != null
          && (loopback && THIS_MACHINE.contains(uri.getHost())
              || host.map(h -> h.equalsIgnoreCase(uri.getAuthority())).orElse(false));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String name(String host) {
    String lower = host.toLowerCase(Locale.ROOT).strip();
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }
}
