package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may do what: no token, viewer, operator, bad signature, expired; secret and public keys. */
class AuthenticationTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters";
  private static final String LIST = "{\"simulationId\":\"none\"}";
  private static final String LOAD = "{\"filePath\":\"demo\"}";
  private static final String MCP_LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  private static JWTClaimsSet.Builder claims(String... roles) {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .claim("roles", List.of(roles))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  private static String signed(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header, claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private static String hs256(JWTClaimsSet.Builder claims, String secret) throws JOSEException {
    return signed(claims, new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret));
  }

  private static Answer call(RunningServer server, String path, String body, String token) {
    Map<String, String> headers = new HashMap<>(RunningServer.CONFIRMED);
    if (token != null) {
      headers.put("Authorization", "Bearer " + token);
    }
    return server.post(path, body, headers);
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.errorCode()).isEqualTo(code);
    if (status == 401) {
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void aSecretDecidesWhoMayDoWhat() throws JOSEException {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().auth(RunningServer.auth(SECRET, 0)))) {
      String viewer = hs256(claims("viewer"), SECRET);
      String operator = hs256(claims("operator"), SECRET);
      String forged = hs256(claims("admin"), "another-secret-of-at-least-32-chars");
      String expired =
          hs256(claims("admin").expirationTime(Date.from(Instant.now().minusSeconds(1))), SECRET);
      for (String bad : new String[] {null, forged, expired, "x", "a.b.c"}) {
        refused(call(server, "/list_parameters", LIST, bad), 401, "Unauthorized");
        refused(call(server, "/load_simulation", LOAD, bad), 401, "Unauthorized");
        refused(call(server, "/mcp/call_tool", "{}", bad), 401, "Unauthorized");
        refused(call(server, "/mcp", MCP_LIST, bad), 401, "Unauthorized");
      }
      refused(server.get("/metrics", Map.of()), 401, "Unauthorized");
      assertThat(server.get("/health", Map.of()).status()).isEqualTo(200);

      assertThat(call(server, "/list_parameters", LIST, viewer).status()).isEqualTo(404);
      refused(call(server, "/load_simulation", LOAD, viewer), 403, "Forbidden");
      refused(
          call(server, "/mcp/call_tool", "{\"tool\":\"run_simulation\"}", viewer),
          403,
          "Forbidden");
      assertThat(call(server, "/load_simulation", LOAD, operator).status()).isEqualTo(201);
      assertThat(call(server, "/mcp", MCP_LIST, operator).status()).isEqualTo(200);
    }
  }

  /** An identity provider that publishes these keys; they can be replaced. */
  private static final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private volatile JWKSet keys;
    private volatile boolean down;

    KeyServer(JWK... keys) throws IOException {
      publish(keys);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/keys",
          exchange -> {
            byte[] body = this.keys.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(down ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    void publish(JWK... now) {
      keys = new JWKSet(Arrays.stream(now).map(JWK::toPublicJWK).toList());
    }

    RunningServer.Answer call(RunningServer bridge, String token) {
      return AuthenticationTest.call(bridge, "/list_parameters", LIST, token);
    }

    RunningServer bridge() {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
      AuthSettings auth =
          new AuthSettings("https://id.example", "bridge", url, 900, null, 0, 0, false);
      return RunningServer.start(RunningServer.settings().environment("production").auth(auth));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static String rs256(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    return signed(claims, header, new RSASSASigner(key));
  }

  @Test
  void publishedKeysDecideOutsideDevelopment() throws JOSEException, IOException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("k1").generate();
    ECKey curve = new ECKeyGenerator(Curve.P_256).keyID("k2").generate();
    try (KeyServer keys = new KeyServer(key, curve);
        RunningServer server = keys.bridge()) {
      assertThat(call(server, "/load_simulation", LOAD, rs256(ours(), key)).status())
          .isEqualTo(201);
      JWSHeader es256 = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k2").build();
      assertThat(keys.call(server, signed(ours(), es256, new ECDSASigner(curve))).status())
          .isEqualTo(404);
      JWSHeader rs512 = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("k1").build();
      for (String bad :
          new String[] {
            null,
            rs256(ours().audience("other"), key),
            rs256(ours().issuer("https://evil.example"), key),
            rs256(ours().expirationTime(null), key),
            rs256(ours(), foreign),
            signed(ours(), rs512, new RSASSASigner(key)),
            new PlainJWT(ours().build()).serialize(),
            hs256(ours(), SECRET)
          }) {
        refused(keys.call(server, bad), 401, "Unauthorized");
      }
      // A token with a jti may be used more than once.
      String named = rs256(ours().jwtID("t1"), key);
      assertThat(keys.call(server, named).status()).isEqualTo(404);
      assertThat(keys.call(server, named).status()).isEqualTo(404);
    }
  }

  @Test
  void newKeysAreFetchedAndOldOnesOutliveAnOutage() throws JOSEException, IOException {
    RSAKey first = new RSAKeyGenerator(2048).keyID("k1").generate();
    RSAKey second = new RSAKeyGenerator(2048).keyID("k2").generate();
    try (KeyServer keys = new KeyServer(first);
        RunningServer server = keys.bridge()) {
      assertThat(keys.call(server, rs256(ours(), first)).status()).isEqualTo(404);
      keys.publish(second);
      assertThat(keys.call(server, rs256(ours(), second)).status()).isEqualTo(404);
      refused(keys.call(server, rs256(ours(), first)), 401, "Unauthorized");
      keys.down = true;
      assertThat(keys.call(server, rs256(ours(), second)).status()).isEqualTo(404);
    }
  }

  @Test
  void aClientIsToldWhereTokensComeFrom() throws JOSEException, IOException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
    try (KeyServer keys = new KeyServer(key);
        RunningServer server = keys.bridge()) {
      String base = "http://127.0.0.1:" + server.port();
      Answer refused = call(server, "/mcp", MCP_LIST, null);
      assertThat(refused.status()).isEqualTo(401);
      String address = base + "/.well-known/oauth-protected-resource/mcp";
      assertThat(refused.header("WWW-Authenticate"))
          .startsWith("Bearer ")
          .contains("resource_metadata=\"" + address + "\"", "scope=\"viewer operator\"")
          .doesNotContain("error");
      assertThat(call(server, "/mcp", MCP_LIST, "x").header("WWW-Authenticate"))
          .contains("error=\"invalid_token\"");
      Answer document = server.get("/.well-known/oauth-protected-resource/mcp", Map.of());
      assertThat(document.status()).isEqualTo(200);
      assertThat(document.json().path("resource").stringValue()).isEqualTo(base + "/mcp");
      assertThat(document.json().path("authorization_servers").get(0).stringValue())
          .isEqualTo("https://id.example");
      assertThat(document.json().path("scopes_supported").toString())
          .isEqualTo("[\"viewer\",\"operator\",\"admin\"]");
      assertThat(
              server.get("/.well-known/oauth-protected-resource", Map.of()).json().path("resource"))
          .hasToString("\"" + base + "\"");
      String viewer = rs256(claims("viewer").issuer("https://id.example").audience("bridge"), key);
      Answer lacking = call(server, "/load_simulation", LOAD, viewer);
      refused(lacking, 403, "Forbidden");
      assertThat(lacking.header("WWW-Authenticate"))
          .contains("error=\"insufficient_scope\"", "scope=\"operator\"", "resource_metadata=");
      assertThat(server.get("/audit/events", Map.of("Authorization", "Bearer " + viewer)))
          .satisfies(a -> refused(a, 403, "Forbidden"))
          .satisfies(a -> assertThat(a.header("WWW-Authenticate")).contains("scope=\"admin\""));
    }
  }

  @Test
  void withoutAnIdentityProviderThereIsNoDocument() {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().auth(RunningServer.auth(SECRET, 0)))) {
      refused(server.get("/.well-known/oauth-protected-resource/mcp", Map.of()), 404, "NotFound");
      assertThat(call(server, "/mcp", MCP_LIST, null).header("WWW-Authenticate"))
          .isEqualTo("Bearer scope=\"viewer operator\"");
    }
  }

  private static JWTClaimsSet.Builder ours() {
    return claims("operator").issuer("https://id.example").audience("bridge");
  }

  @Test
  void tooManyRequestsAreToldWhenToComeBack() {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().auth(RunningServer.auth(null, 3)))) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.post("/list_parameters", LIST).status()).isEqualTo(404);
      }
      Answer fourth = server.post("/list_parameters", LIST);
      refused(fourth, 429, "RateLimited");
      assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(1, 60);
      assertThat(fourth.json().path("error").path("retryable").booleanValue()).isTrue();
      assertThat(server.get("/health", Map.of()).status()).isEqualTo(200);
    }
  }

  @Test
  void theLimitIsThatOfAnIdentity() throws JOSEException {
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().auth(RunningServer.auth(SECRET, 2)))) {
      String ada = hs256(claims("viewer"), SECRET);
      String adaAgain = hs256(claims("viewer").jwtID("other"), SECRET);
      String eve = hs256(claims("viewer").subject("eve"), SECRET);
      assertThat(call(server, "/list_parameters", LIST, ada).status()).isEqualTo(404);
      assertThat(call(server, "/list_parameters", LIST, adaAgain).status()).isEqualTo(404);
      refused(call(server, "/list_parameters", LIST, ada), 429, "RateLimited");
      assertThat(call(server, "/list_parameters", LIST, eve).status()).isEqualTo(404);
      // Guessing tokens is limited by address, and takes nothing from the good ones.
      refused(call(server, "/list_parameters", LIST, "x"), 401, "Unauthorized");
      refused(call(server, "/list_parameters", LIST, "y"), 401, "Unauthorized");
      refused(call(server, "/list_parameters", LIST, "z"), 429, "RateLimited");
      assertThat(call(server, "/list_parameters", LIST, eve).status()).isEqualTo(404);
    }
  }
}
