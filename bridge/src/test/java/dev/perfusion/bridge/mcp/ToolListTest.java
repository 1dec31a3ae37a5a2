package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/**
 * The list of tools is a contract with its readers: each change of it shows as a change of a file.
 * {@code mvn -pl bridge -am package -Dtest=ToolListTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden.write=true} writes the file anew.
 */
class ToolListTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/perfusion/bridge/mcp/tools-list.json");

  @Test
  void theListIsTheOneThatWasReviewed() throws IOException {
    String list;
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().build());
        McpEndpoint endpoint = new McpEndpoint(bridge)) {
      JsonNode tools =
          new TestClient(endpoint, Identity.embedded(), "{}")
              .result("tools/list", "{}")
              .path("tools");
      list =
          Json.mapper()
                  .writer()
                  .with(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(tools)
                  .replace("\r\n", "\n")
              + "\n";
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, list);
    }
    assertThat(list)
        .as("the list of tools; see the comment of this test when the change is wanted")
        .isEqualTo(Files.readString(GOLDEN));
  }
}
