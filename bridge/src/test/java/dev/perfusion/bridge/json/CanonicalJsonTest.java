package dev.perfusion.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CanonicalJsonTest {
  /** Text and digest as Python's json.dumps (sorted, compact) and hashlib give them. */
  @Test
  void textAndDigestAreThoseOfPython() {
    JsonNode node =
        Json.mapper()
            .readTree(
                """
                {"eventType": "x", "b": [1, 2.5, 0.001, 0.125, 12345678.0, null, true],
                 "a": {"z": "µmol/l \\"q\\" \\\\ \\n\\t\\u0001", "y": -3}}
                """);
    assertThat(CanonicalJson.text(node))
        .isEqualTo(
            "{\"a\":{\"y\":-3,\"z\":\"\\u00b5mol/l \\\"q\\\" \\\\ \\n\\t\\u0001\"},"
                + "\"b\":[1,2.5,0.001,0.125,12345678.0,null,true],\"eventType\":\"x\"}");
    assertThat(CanonicalJson.sha256(node))
        .isEqualTo("22f64b0b8479faa6d7c7dd74af94d5033fbccbff57b17b6cb0fdc9e4bda98a45");
  }

  @Test
  void theTextReadsBackToTheSameText() {
    JsonNode node = Json.mapper().readTree("{\"k\":[1.10,{\"é\":\"😀\"},1e3]}");
    String once = CanonicalJson.text(node);
    assertThat(CanonicalJson.text(Json.mapper().readTree(once))).isEqualTo(once);
  }
}
