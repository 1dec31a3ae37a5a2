package dev.perfusion.bridge.http;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.tool.ToolCatalogue;
import io.javalin.config.RoutesConfig;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The interface described for machines and, on one plain page, for people. */
final class DocumentRoutes {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
          + "color:#222;background:#fff}code,pre{font:13px/1.4 ui-monospace,monospace}"
          + "pre{background:#f5f5f5;padding:1em;overflow:auto}summary{cursor:pointer;padding:.3em 0}"
          + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}"
          + "pre{background:#262626}}";

  private final ToolCatalogue catalogue;
  private final BridgeConfig config;
  private final Pipeline pipeline;

  DocumentRoutes(ToolCatalogue catalogue, BridgeConfig config, Pipeline pipeline) {
    this.catalogue = catalogue;
    this.config = config;
    this.pipeline = pipeline;
  }

  /** To be called last: the document lists the routes that there are. */
  void register(RoutesConfig routes) {
    routes.get(
        "/openapi.json", pipeline.open("GET", "/openapi.json", e -> e.reply(200, document())));
    for (String path : new String[] {"/docs", "/redoc"}) {
      routes.get(path, pipeline.open("GET", path, this::page));
    }
  }

  private ObjectNode document() {
    return new OpenApi(catalogue, config, pipeline.routes()).document();
  }

  private void page(Exchange exchange) {
    exchange.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    exchange.reply(200, HTML, html(document()));
  }

  private static String html(JsonNode document) {
    StringBuilder page = new StringBuilder(16_384);
    String title = escaped(document.path("info").path("title").asString());
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
        .append(title)
        .append("</title><style>")
        .append(STYLE)
        .append("</style><h1>")
        .append(title)
        .append(" ")
        .append(escaped(document.path("info").path("version").asString()))
        .append("</h1><p>The same for machines: <a href=\"openapi.json\">openapi.json</a></p>");
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operation(page, method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue());
      }
    }
    return page.append("</html>").toString();
  }

  private static void operation(StringBuilder page, String method, String path, JsonNode details) {
    page.append("<details><summary><code>")
        .append(method)
        .append(' ')
        .append(escaped(path))
        .append("</code> ")
        .append(escaped(details.path("summary").asString()))
        .append("</summary><p>")
        .append(escaped(details.path("description").asString("")))
        .append("</p>");
    schema(page, "Request", details.path("requestBody"));
    schema(page, "Answer", details.path("responses").path("2XX"));
    page.append("</details>");
  }

  private static void schema(StringBuilder page, String title, JsonNode holder) {
    JsonNode schema = holder.path("content").path("application/json").path("schema");
    if (schema.has("properties")) {
      page.append("<p>")
          .append(title)
          .append("</p><pre>")
          .append(
              escaped(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema)))
          .append("</pre>");
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
