package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.security.Role;
import io.javalin.config.RoutesConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OAuth side of the server, which is a resource server only: where tokens come from (RFC 9728)
 * and what is wrong with the one that came (RFC 6750). Without an identity provider there is no
 * document, and challenges name no address.
 */
final class ProtectedResource {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String MCP = "/mcp";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  private final AuthSettings auth;
  private final Optional<String> publicUrl;
  private final String serviceName;

  /**
   * @param publicUrl address under which clients know the server; empty: as in their Host header
   */
  ProtectedResource(AuthSettings auth, Optional<String> publicUrl, String serviceName) {
    this.auth = auth;
    this.publicUrl = publicUrl;
    this.serviceName = serviceName;
  }

  void register(RoutesConfig routes, Pipeline pipeline) {
    for (String resource : new String[] {"", MCP}) {
      String path = WELL_KNOWN + resource;
      routes.get(path, pipeline.open("GET", path, exchange -> document(exchange, resource)));
    }
  }

  private void document(Exchange exchange, String resource) {
    Optional<String> base = base(exchange);
    if (!published() || base.isEmpty()) {
      throw new HttpFault(
          404,
          ErrorCode.NOT_FOUND,
          "this server has no identity provider: tokens are signed with its own secret, or none are"
              + " needed");
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("resource", base.get() + resource);
    document.putArray("authorization_servers").add(auth.issuer());
    ArrayNode scopes = document.putArray("scopes_supported");
    Arrays.stream(Role.values()).map(Role::wireName).forEach(scopes::add);
    document.putArray("bearer_methods_supported").add("header");
    document.put("resource_name", serviceName);
    exchange.setHeader("Cache-Control", "max-age=3600");
    exchange.reply(200, document);
  }

  private boolean published() {
    return auth.issuer() != null && auth.jwksUrl() != null;
  }

  private Optional<String> base(Exchange exchange) {
    return publicUrl.or(
        () ->
            exchange
                .header("Host")
                .filter(host -> HOST.matcher(host).matches())
                .map(host -> exchange.scheme() + "://" + host));
  }

  /** Challenge of a 401. */
  String unauthorized(Exchange exchange, String template) {
    boolean tokenCame = exchange.header("Authorization").isPresent();
    return challenge(exchange, template, tokenCame ? "invalid_token" : null, "viewer operator");
  }

  /** Challenge of a 403: the token is good, but a role is missing. */
  String forbidden(Exchange exchange, String template, Role least) {
    return challenge(exchange, template, "insufficient_scope", least.wireName());
  }

  private String challenge(Exchange exchange, String template, String error, String scope) {
    Optional<String> base = published() ? base(exchange) : Optional.empty();
    String resource = template.equals(MCP) ? MCP : "";
    return "Bearer "
        + Stream.of(
                Optional.ofNullable(error).map(e -> "error=\"" + e + "\""),
                Optional.of("scope=\"" + scope + "\""),
                base.map(b -> "resource_metadata=\"" + b + WELL_KNOWN + resource + "\""))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
  }
}
