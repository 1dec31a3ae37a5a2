package dev.perfusion.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

  private record Part(String name, float share, double[] values, BigDecimal exact) {}

  private record Whole(
      String zeta,
      Map<String, Object> alpha,
      List<Part> parts,
      Integer none,
      long count,
      double value,
      boolean yes,
      JsonNode tree) {}

  @Test
  void aRecordHasTheTextOfItsTree() {
    double[] values = {0, -0.0, 1e-3, 9.99e-4, 1e7, 123456.789, 2e-3, 1e22, 5e-324, Double.NaN};
    Whole whole =
        new Whole(
            "\u007f \u00b5 \ud83d\ude00 / \\ \" \u0001 \u2028 \ud800",
            Map.of("b", 1, "a", List.of(1.5, "x"), "\u00e9", Map.of("z", 1e-9, "y", 2)),
            List.of(new Part("p", 0.1f, values, new BigDecimal("12345678901.50"))),
            null,
            Long.MIN_VALUE,
            1.0 / 3,
            true,
            Json.mapper().readTree("{\"k\":{\"d\":1.0,\"c\":[1e30]},\"a\":null}"));
    String text = new String(CanonicalJson.bytes(whole), StandardCharsets.US_ASCII);
    assertThat(text).isEqualTo(CanonicalJson.text(Json.tree(whole)));
  }

  @Test
  void fractionsAreThoseOfTheShortestDecimal() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      double value =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(2_000_000) / Math.pow(10, random.nextInt(9));
      String text = CanonicalJson.fraction(value);
      if (Double.isFinite(value)) {
        BigDecimal written = new BigDecimal(text).stripTrailingZeros();
        BigDecimal ofTheJdk = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        assertThat(Double.parseDouble(text)).isEqualTo(value);
        assertThat(written.precision()).isLessThanOrEqualTo(ofTheJdk.precision());
        String plain = written.toPlainString();
        assertThat(text).isEqualTo(plain.indexOf('.') < 0 ? plain + ".0" : plain);
      }
    }
  }

  /** JDK 17 itself writes 1.9999999999999998E23; later ones, and Python, write 2e+23. */
  @Test
  void digestsDoNotDependOnTheJdk() {
    assertThat(CanonicalJson.fraction(2e23)).isEqualTo("2" + "0".repeat(23) + ".0");
    assertThat(CanonicalJson.fraction(-2.3184525677263325E17)).isEqualTo("-231845256772633250.0");
  }
}
