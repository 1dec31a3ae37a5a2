package dev.perfusion.bridge.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.text.ParseException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens signed with RS256 or ES256 by an identity provider that publishes its keys (JWKS). */
final class PublishedKeyTokens implements TokenAuthenticator.TokenCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeyTokens.class);
  private static final long MS_PER_SECOND = 1000;
  private static final long REFRESH_TIMEOUT_MS = 5000;
  private static final long LEAST_REFRESH_MS = 5000;

  private final DefaultJWTProcessor<SecurityContext> processor;

  private PublishedKeyTokens(DefaultJWTProcessor<SecurityContext> processor) {
    this.processor = processor;
  }

  static PublishedKeyTokens of(AuthSettings settings) {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(url(settings.jwksUrl()))
            .cache(settings.jwksCacheSeconds() * MS_PER_SECOND, REFRESH_TIMEOUT_MS)
            // A key that is not known yet fetches the set again; strangers cannot make that a
            // flood.
            .rateLimited(LEAST_REFRESH_MS)
            .refreshAheadCache(false)
            .outageTolerant(true)
            .retrying(true)
            .build();
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "exp"));
    claims.setMaxClockSkew(settings.clockSkewSeconds());
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    processor.setJWTClaimsSetVerifier(claims);
    return new PublishedKeyTokens(processor);
  }

  private static URL url(String text) {
    try {
      URI uri = URI.create(text);
      if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
        throw new ConfigException("AUTH_JWKS_URL", text, "must be an http or https address");
      }
      if ("http".equals(uri.getScheme()) && !onThisMachine(uri.getHost())) {
        throw new ConfigException(
            "AUTH_JWKS_URL", text, "must be https: whoever can change the keys can sign tokens");
      }
      return uri.toURL();
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new ConfigException("AUTH_JWKS_URL", text, "not an address: " + e.getMessage());
    }
  }

  private static boolean onThisMachine(String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public JWTClaimsSet claims(String token) {
    try {
      return processor.process(token, null);
    } catch (ParseException e) {
      throw Authenticator.unauthorized("the token cannot be read");
    } catch (BadJOSEException e) {
      throw Authenticator.unauthorized("the token is not valid: " + e.getMessage());
    } catch (RateLimitReachedException e) {
      throw Authenticator.unauthorized(
          "the token is signed with a key that the identity provider does not publish");
    } catch (JOSEException e) {
      LOG.warn("the keys of the identity provider cannot be fetched: {}", e.getMessage());
      throw new BridgeException(
          ErrorCode.ENVIRONMENT_MISSING, "the keys of the identity provider cannot be fetched");
    }
  }
}
