package dev.perfusion.bridge.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Bearer tokens (JWT): {@code sub} is who, {@code roles} or else {@code scope} what they may. */
final class TokenAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer ";

  private final TokenCheck check;

  /** Checks signature, issuer and times of a token. */
  @FunctionalInterface
  interface TokenCheck {
    /**
     * @throws dev.perfusion.bridge.error.BridgeException {@code Unauthorized}
     */
    JWTClaimsSet claims(String token);
  }

  TokenAuthenticator(TokenCheck check) {
    this.check = check;
  }

  @Override
  public Identity authenticate(Optional<String> authorization) {
    String header =
        authorization.orElseThrow(
            () ->
                Authenticator.unauthorized("a bearer token is needed: Authorization: Bearer ..."));
    if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw Authenticator.unauthorized("the Authorization header must be: Bearer <token>");
    }
    JWTClaimsSet claims = check.claims(header.substring(SCHEME.length()).strip());
    if (claims.getSubject() == null || claims.getSubject().isBlank()) {
      throw Authenticator.unauthorized("the token has no sub");
    }
    return new Identity(
        claims.getSubject(),
        roles(claims),
        claims.getJWTID(),
        claims.getClaim("client_id") != null);
  }

  private static Set<Role> roles(JWTClaimsSet claims) {
    List<String> words = words(claims, "roles");
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : words.isEmpty() ? words(claims, "scope") : words) {
      Role.of(word).ifPresent(roles::add);
    }
    return roles;
  }

  private static List<String> words(JWTClaimsSet claims, String name) {
    Object value = claims.getClaim(name);
    try {
      return value instanceof String text
          ? List.of(text.strip().split("\\s+"))
          : Optional.ofNullable(claims.getStringListClaim(name)).orElse(List.of());
    } catch (ParseException e) {
      throw Authenticator.unauthorized("the token's " + name + " is neither text nor a list");
    }
  }
}
