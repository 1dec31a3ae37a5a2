package dev.perfusion.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.error.BridgeException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "Organism|*|Volume,       Organism|Liver|Volume,              true",
    "Organism|*|Volume,       Organism|Liver|Cell|Volume,         false",
    "Organism|*|Volume,       Organism|Volume,                    false",
    "Organism|**|Volume,      Organism|Volume,                    true",
    "Organism|**|Volume,      Organism|Liver|Cell|Volume,         true",
    "**|Volume,               Volume,                             true",
    "**|Volume,               Organism|Liver|Volume,              true",
    "**|Volume,               Organism|Liver|Volume ratio,        false",
    "**|Liver|**|Volume,      A|Liver|B|Liver|C|Volume,           true",
    "**|Liver|**,             Organism|Liver,                     true",
    "**,                      Organism|Liver,                     true",
    "Org*|Liv?r|V*e,          Organism|Liver|Volume,              true",
    "Org*|Liv?r|V*e,          Organism|Livr|Volume,               false",
    "*a*b*,                   xaxxbx,                             true",
    "*a*b*,                   xbxxax,                             false",
    "Organism|*,              organism|Weight,                    false"
  })
  void aStarStaysWithinASegmentAndTwoStarsDoNot(String pattern, String path, boolean matches) {
    assertThat(PathPattern.of(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void textWithoutStarsIsSearchedAnywhere() {
    assertThat(PathPattern.of("Weight").matches("Organism|Weight")).isTrue();
    assertThat(PathPattern.of("ism|We").matches("Organism|Weight")).isTrue();
    assertThat(PathPattern.of("weight").matches("Organism|Weight")).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "*", "**"})
  void nothingAndStarsMeanEverything(String pattern) {
    assertThat(PathPattern.of(pattern).matches("Organism|Liver|Volume")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\nb", "a\u0000"})
  void blankAndControlCharactersAreRefused(String pattern) {
    assertThatThrownBy(() -> PathPattern.of(pattern)).isInstanceOf(BridgeException.class);
  }

  @Test
  void aHostilePatternCostsNoMoreThanLengthTimesLength() {
    PathPattern deep = PathPattern.of("**|a|".repeat(100) + "b");
    PathPattern wide = PathPattern.of("*a".repeat(200) + "b");
    String path = "a|".repeat(1000) + "c";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> {
          assertThat(deep.matches(path)).isFalse();
          assertThat(wide.matches("a".repeat(2000))).isFalse();
        });
  }
}
