package dev.perfusion.bridge.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final String SECRET = "short";

  private final Authenticator authenticator =
      Authenticator.of(settings(SECRET, null, false), true, true);

  private static AuthSettings settings(String secret, String jwks, boolean anonymous) {
    String issuer = jwks == null ? null : "https://id.example";
    String audience = jwks == null ? null : "bridge";
    return new AuthSettings(issuer, audience, jwks, 900, secret, 0, 0, anonymous);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .claim("roles", List.of("viewer", "Operator", "cook"))
        .expirationTime(Date.from(Instant.now().plusSeconds(60)));
  }

  private static Optional<String> bearer(JWTClaimsSet.Builder claims, String secret)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    token.sign(new MACSigner(Arrays.copyOf(secret.getBytes(StandardCharsets.UTF_8), 32)));
    return Optional.of("Bearer " + token.serialize());
  }

  private void refused(Optional<String> header) {
    assertThatThrownBy(() -> authenticator.authenticate(header))
        .isInstanceOf(BridgeException.class)
        .extracting("code")
        .hasToString("UNAUTHORIZED");
  }

  @Test
  void aTokenSaysWhoAndWhat() throws JOSEException {
    Identity identity =
        authenticator.authenticate(bearer(claims().jwtID("t1").claim("client_id", "c"), SECRET));
    assertThat(identity.subject()).isEqualTo("ada");
    assertThat(identity.roles()).containsExactlyInAnyOrder(Role.VIEWER, Role.OPERATOR);
    assertThat(identity.tokenId()).isEqualTo("t1");
    assertThat(identity.serviceAccount()).isTrue();
  }

  @Test
  void scopeStandsInForRoles() throws JOSEException {
    Identity identity =
        authenticator.authenticate(
            bearer(claims().claim("roles", null).claim("scope", "viewer admin"), SECRET));
    assertThat(identity.roles()).containsExactlyInAnyOrder(Role.VIEWER, Role.ADMIN);
  }

  @Test
  void aTokenWithAnIdMayBeUsedAgain() throws JOSEException {
    Optional<String> header = bearer(claims().jwtID("again"), SECRET);
    assertThat(authenticator.authenticate(header)).isEqualTo(authenticator.authenticate(header));
  }

  @Test
  void whatIsWrongWithATokenIsRefused() throws JOSEException {
    refused(Optional.empty());
    refused(Optional.of("Basic abc"));
    refused(Optional.of("Bearer "));
    refused(Optional.of("Bearer a.b.c"));
    refused(Optional.of("Bearer not a token"));
    refused(bearer(claims(), "other"));
    refused(bearer(claims().expirationTime(null), SECRET));
    refused(bearer(claims().expirationTime(Date.from(Instant.now().minusSeconds(5))), SECRET));
    refused(bearer(claims().notBeforeTime(Date.from(Instant.now().plusSeconds(30))), SECRET));
    refused(bearer(claims().subject(null), SECRET));
    refused(bearer(claims().claim("roles", 7), SECRET));
    // {"alg":"none"} with the right claims
    refused(Optional.of("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjo5OTk5OTk5OTk5fQ."));
  }

  @Test
  void anonymousCallersAreLetInOnLoopbackInDevelopmentOnly() {
    AuthSettings none = AuthSettings.DEFAULT;
    Identity caller = Authenticator.of(none, true, true).authenticate(Optional.empty());
    assertThat(caller.roles()).containsExactlyInAnyOrder(Role.VIEWER, Role.OPERATOR);
    assertThatThrownBy(() -> Authenticator.of(none, true, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> Authenticator.of(none, false, true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AUTH_JWKS_URL");
  }

  @Test
  void unsafeCombinationsStopTheStart() {
    String keys = "https://id.example/keys";
    assertThatThrownBy(() -> Authenticator.of(settings(SECRET, keys, false), false, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AUTH_DEV_SECRET");
    assertThatThrownBy(() -> Authenticator.of(settings(SECRET, null, true), true, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AUTH_ALLOW_ANONYMOUS");
    assertThatThrownBy(
            () ->
                Authenticator.of(
                    new AuthSettings(null, "a", keys, 900, null, 0, 0, false), true, true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AUTH_ISSUER_URL");
    assertThatThrownBy(() -> Authenticator.of(settings(null, "ftp://x", false), true, true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("AUTH_JWKS_URL");
  }

  @Test
  void withASecretAndAnonymousABadTokenIsStillRefused() throws JOSEException {
    Authenticator both = Authenticator.of(settings(SECRET, null, true), true, true);
    assertThat(both.authenticate(Optional.empty()).subject()).isEqualTo("anonymous");
    Optional<String> bad = bearer(claims(), "other");
    assertThatThrownBy(() -> both.authenticate(bad)).isInstanceOf(BridgeException.class);
  }
}
