package dev.perfusion.bridge.security;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import java.util.Optional;

/** Tells who calls from the {@code Authorization} header. */
@FunctionalInterface
public interface Authenticator {
  /**
   * @param authorization value of the header
   * @throws BridgeException {@code Unauthorized}
   */
  Identity authenticate(Optional<String> authorization);

  /**
   * The authenticator for these settings.
   *
   * @param development the environment is {@code development} or {@code local}
   * @param loopback the server can be reached from this machine only
   * @throws ConfigException for settings that would leave the server open
   */
  static Authenticator of(AuthSettings settings, boolean development, boolean loopback) {
    requireSafe(settings, development, loopback);
    if (development && settings.devSecret() != null) {
      Authenticator tokens =
          new TokenAuthenticator(
              SharedSecretTokens.of(settings.devSecret(), settings.clockSkewSeconds()));
      return settings.allowAnonymous() ? orAnonymous(tokens) : tokens;
    }
    if (settings.jwksUrl() != null) {
      Authenticator tokens = new TokenAuthenticator(PublishedKeyTokens.of(settings));
      return settings.allowAnonymous() ? orAnonymous(tokens) : tokens;
    }
    return authorization -> Identity.anonymous();
  }

  private static Authenticator orAnonymous(Authenticator tokens) {
    return authorization ->
        authorization.isEmpty() ? Identity.anonymous() : tokens.authenticate(authorization);
  }

  private static void requireSafe(AuthSettings settings, boolean development, boolean loopback) {
    boolean noProof = settings.devSecret() == null && settings.jwksUrl() == null;
    if (!development) {
      if (settings.devSecret() != null || settings.allowAnonymous()) {
        throw new ConfigException(
            "AUTH_DEV_SECRET and AUTH_ALLOW_ANONYMOUS are for ENVIRONMENT development or local only;"
                + " unset them and set AUTH_ISSUER_URL, AUTH_AUDIENCE and AUTH_JWKS_URL");
      }
      if (settings.jwksUrl() == null || settings.issuer() == null || settings.audience() == null) {
        throw new ConfigException(
            "outside development AUTH_ISSUER_URL, AUTH_AUDIENCE and AUTH_JWKS_URL must be set");
      }
    }
    if (settings.jwksUrl() != null && (settings.issuer() == null || settings.audience() == null)) {
      throw new ConfigException("AUTH_JWKS_URL needs AUTH_ISSUER_URL and AUTH_AUDIENCE beside it");
    }
    if (!loopback && (noProof || settings.allowAnonymous())) {
      throw new ConfigException(
          "refusing to serve anonymous callers beyond this machine: bind to 127.0.0.1, or set"
              + " AUTH_DEV_SECRET (development) or AUTH_ISSUER_URL, AUTH_AUDIENCE and AUTH_JWKS_URL,"
              + " and leave AUTH_ALLOW_ANONYMOUS off");
    }
  }

  /** A refusal. */
  static BridgeException unauthorized(String message) {
    return new BridgeException(ErrorCode.UNAUTHORIZED, message);
  }
}
