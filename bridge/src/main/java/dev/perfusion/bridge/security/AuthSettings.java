package dev.perfusion.bridge.security;

/**
 * How callers prove who they are; {@code null} stands for not set.
 *
 * @param issuer {@code iss} that tokens must have
 * @param audience {@code aud} that tokens must have
 * @param jwksUrl where the public keys of the issuer are
 * @param jwksCacheSeconds how long keys are kept
 * @param devSecret HS256 secret, development only
 * @param rateLimitPerMinute requests of one client address in a minute, 0 for no limit
 * @param clockSkewSeconds tolerance for {@code exp}, {@code nbf} and {@code iat}
 * @param allowAnonymous callers without a token are let in, development only
 */
public record AuthSettings(
    String issuer,
    String audience,
    String jwksUrl,
    int jwksCacheSeconds,
    String devSecret,
    int rateLimitPerMinute,
    int clockSkewSeconds,
    boolean allowAnonymous) {
  /** No secret, no keys; 120 requests a minute. */
  public static final AuthSettings DEFAULT =
      new AuthSettings(null, null, null, 900, null, 120, 60, false);

  @Override
  public String toString() {
    return "AuthSettings[issuer="
        + issuer
        + ", audience="
        + audience
        + ", jwksUrl="
        + jwksUrl
        + ", devSecret="
        + (devSecret == null ? "unset" : "***")
        + ", rateLimitPerMinute="
        + rateLimitPerMinute
        + ", allowAnonymous="
        + allowAnonymous
        + "]";
  }
}
