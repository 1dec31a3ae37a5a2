package dev.perfusion.bridge.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;

/** Makes tokens for development (HS256). */
public final class DevelopmentToken {
  private DevelopmentToken() {}

  /** A signed token. */
  public static String sign(
      String secret, String subject, Set<Role> roles, Instant now, Duration ttl) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject(subject)
            .claim("roles", roles.stream().sorted().map(Role::wireName).toList())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ttl)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(SharedSecretTokens.key(secret)));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is always there", e);
    }
  }
}
