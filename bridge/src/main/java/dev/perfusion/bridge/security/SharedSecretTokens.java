package dev.perfusion.bridge.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Set;

/** Tokens signed with HS256 and a secret that both sides know; for development. */
final class SharedSecretTokens implements TokenAuthenticator.TokenCheck {
  private static final int LEAST_KEY_BYTES = 32;

  private final JWSVerifier verifier;
  private final DefaultJWTClaimsVerifier<SecurityContext> times;

  private SharedSecretTokens(JWSVerifier verifier, int skewSeconds) {
    this.verifier = verifier;
    this.times = new DefaultJWTClaimsVerifier<>(null, null, Set.of("sub", "exp"));
    times.setMaxClockSkew(skewSeconds);
  }

  static SharedSecretTokens of(String secret, int skewSeconds) {
    try {
      return new SharedSecretTokens(new MACVerifier(key(secret)), skewSeconds);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is always there", e);
    }
  }

  static byte[] key(String secret) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    // HMAC fills short keys with zeros itself; the library only refuses to see that happen.
    return key.length < LEAST_KEY_BYTES ? Arrays.copyOf(key, LEAST_KEY_BYTES) : key;
  }

  @Override
  public JWTClaimsSet claims(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
        throw Authenticator.unauthorized("the token's signature is not valid");
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      times.verify(claims, null);
      return claims;
    } catch (ParseException | JOSEException e) {
      throw Authenticator.unauthorized("the token cannot be read");
    } catch (BadJWTException e) {
      throw Authenticator.unauthorized("the token is not valid: " + e.getMessage());
    }
  }
}
