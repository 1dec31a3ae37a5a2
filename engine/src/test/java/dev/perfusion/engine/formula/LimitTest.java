package dev.perfusion.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
  private static final String PROPERTY = "perfusion.limit.formula-chain";

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void eachHasAPropertyOfItsOwn() {
    Set<String> properties =
        Arrays.stream(Limit.values()).map(Limit::property).collect(Collectors.toSet());

    assertThat(properties).hasSameSizeAs(Limit.values()).contains(PROPERTY);
  }

  @ParameterizedTest
  @EnumSource
  void isDocumentedWithItsDefault(Limit limit) throws IOException {
    String row = "| `" + limit.property() + "` | " + spaced(limit.standard()) + " | ";

    assertThat(Files.readString(Path.of("../docs/engine.md"))).contains(row);
  }

  private static String spaced(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  @Test
  void aSetLimitHoldsAndTheErrorNamesIt() {
    assertThat(FormulaParser.parse("1+1+1+1", List.of())).isNotNull();

    System.setProperty(PROPERTY, "2");

    assertThat(FormulaParser.parse("1+1+1", List.of())).isNotNull();
    assertThatThrownBy(() -> FormulaParser.parse("1+1+1+1", List.of()))
        .hasMessageContaining("more than 2 operators in a row")
        .hasMessageContaining("raise it with -D" + PROPERTY + "=NUMBER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "many", "1.5"})
  void otherValuesAreRefused(String value) {
    System.setProperty(PROPERTY, value);

    assertThatThrownBy(Limit.FORMULA_CHAIN::value)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(PROPERTY)
        .hasMessageContaining("a positive whole number is needed");
  }
}
