package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  @Test
  void publishedKeysDecideOutsideDevelopment() throws JOSEException, IOException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("k1").generate();
    HttpServer keys =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    keys.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keys.start();
    String url = "http://127.0.0.1:" + keys.getAddress().getPort() + "/keys";
    AuthSettings auth =
        new AuthSettings("https://id.example", "bridge", url, 900, null, 0, 0, false);
    try (RunningServer server =
        RunningServer.start(RunningServer.settings().environment("production").auth(auth))) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build();
      RSASSASigner signer = new RSASSASigner(key);
      String good = signed(ours(), header, signer);
      assertThat(call(server, "/load_simulation", LOAD, good).status()).isEqualTo(201);
      for (String bad :
          new String[] {
            null,
            signed(ours().audience("other"), header, signer),
            signed(ours().issuer("https://evil.example"), header, signer),
            signed(ours().expirationTime(null), header, signer),
            signed(ours(), header, new RSASSASigner(foreign)),
            hs256(ours(), SECRET)
          }) {
        refused(call(server, "/list_parameters", LIST, bad), 401, "Unauthorized");
      }
    } finally {
      keys.stop(0);
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
}
