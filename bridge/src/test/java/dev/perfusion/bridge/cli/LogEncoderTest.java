package dev.perfusion.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.perfusion.bridge.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogEncoderTest {
  private static String line(boolean json, Throwable failure, String message, Object... arguments) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger("dev.perfusion.bridge.Test"),
            Level.WARN,
            message,
            failure,
            arguments);
    event.setMDCPropertyMap(Map.of("correlationId", "c-1"));
    LogEncoder encoder = new LogEncoder(json);
    encoder.setContext(context);
    encoder.start();
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void oneLineOfJsonWithTheCorrelationId() {
    String line = line(true, new IllegalStateException("bad"), "µ {}\nnext", 7);
    assertThat(line).endsWith("}\n");
    assertThat(line.strip()).doesNotContain("\n");
    JsonNode event = Json.mapper().readTree(line);
    assertThat(event.path("level").stringValue()).isEqualTo("WARN");
    assertThat(event.path("logger").stringValue()).isEqualTo("dev.perfusion.bridge.Test");
    assertThat(event.path("correlationId").stringValue()).isEqualTo("c-1");
    assertThat(event.path("message").stringValue()).contains("µ").contains("next");
    assertThat(event.path("exception").stringValue()).contains("IllegalStateException: bad");
  }

  @Test
  void secretsAreMasked() {
    for (boolean json : new boolean[] {true, false}) {
      assertThat(line(json, null, "password={} at redis://u:pw@host, Bearer abcdefgh12", "hunter2"))
          .contains("password=***", "redis://u:***@host", "Bearer ***")
          .doesNotContain("hunter2", "abcdefgh12", "pw@");
    }
  }

  @Test
  void textForPeople() {
    assertThat(line(false, null, "done")).contains("WARN Test {correlationId=c-1}: done\n");
  }
}
