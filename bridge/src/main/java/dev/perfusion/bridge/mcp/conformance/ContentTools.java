package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.Messages;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that show the kinds of content, and schemas with every keyword. */
final class ContentTools {
  private ContentTools() {}

  static void add(FixtureTools tools) {
    fixed(tools, "test_simple_text", Media.text("This is a simple text response for testing."));
    fixed(tools, "test_image_content", Media.image());
    fixed(tools, "test_audio_content", Media.audio());
    fixed(
        tools,
        "test_embedded_resource",
        Media.resource(
            "test://embedded-resource", "text/plain", "This is an embedded resource content."));
    fixed(
        tools,
        "test_multiple_content_types",
        Media.text("Multiple content types test:"),
        Media.image(),
        Media.resource(
            "test://mixed-content-resource",
            "application/json",
            "{\"test\":\"data\",\"value\":123}"));
    tools.add(
        "test_error_handling",
        "Always fails",
        FixtureTools.noArguments(),
        request ->
            Messages.text("This tool intentionally returns an error for testing")
                .put("isError", true));
    tools.add(
        "json_schema_2020_12_tool",
        "Has a schema of many keywords",
        richSchema(),
        request -> Messages.text("called with " + request.arguments()));
    ObjectNode mirrored = FixtureTools.argument("region", "string");
    ((ObjectNode) mirrored.get("properties").get("region")).put("x-mcp-header", "Region");
    tools.add(
        "test_custom_header",
        "Wants an argument in a header too",
        mirrored,
        request -> Messages.text("region " + request.arguments().path("region").asString("")));
  }

  private static void fixed(FixtureTools tools, String name, ObjectNode... content) {
    tools.add(
        name,
        "Returns fixed content",
        FixtureTools.noArguments(),
        request -> {
          ObjectNode result = Messages.object();
          ArrayNode items = result.putArray("content");
          List.of(content).forEach(items::add);
          return result;
        });
  }

  private static ObjectNode richSchema() {
    ObjectNode schema = Messages.object();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("type", "object");
    ObjectNode address = schema.putObject("$defs").putObject("address");
    address.put("$anchor", "addressDef").put("type", "object");
    ObjectNode parts = address.putObject("properties");
    parts.putObject("street").put("type", "string");
    parts.putObject("city").put("type", "string");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("name").put("type", "string");
    properties.putObject("address").put("$ref", "#/$defs/address");
    properties
        .putObject("contactMethod")
        .put("type", "string")
        .putArray("enum")
        .add("phone")
        .add("email");
    properties.putObject("phone").put("type", "string");
    properties.putObject("email").put("type", "string");
    ArrayNode anyOf = schema.putArray("allOf").addObject().putArray("anyOf");
    anyOf.addObject().putArray("required").add("phone");
    anyOf.addObject().putArray("required").add("email");
    ObjectNode condition = schema.putObject("if");
    condition.putObject("properties").putObject("contactMethod").put("const", "phone");
    condition.putArray("required").add("contactMethod");
    schema.putObject("then").putArray("required").add("phone");
    schema.putObject("else").putArray("required").add("email");
    return schema.put("additionalProperties", false);
  }
}
