package dev.perfusion.gate.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonFilesTest {
  /** Before JDK 19, {@code Double.toString} gave one digit more than this number needs. */
  @Test
  void numbersAreTheShortestOnEveryJdk() {
    assertThat(JsonFiles.text(Map.of("x", 0x1p-44))).contains(" : 5.684341886080802E-14\n");
    assertThat(JsonFiles.text(JsonFiles.parse("x", "[0.1, 1e300, 150.0, 7]").node()))
        .isEqualTo("[ 0.1, 1.0E300, 150.0, 7 ]\n");
  }
}
