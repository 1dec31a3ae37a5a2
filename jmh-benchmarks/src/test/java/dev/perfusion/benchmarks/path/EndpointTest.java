package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @Test
  void portsAreThoseOfTheSchemeUnlessGiven() {
    assertThat(Endpoint.of("http://localhost:8000/", Optional.empty()).port()).isEqualTo(8000);
    assertThat(Endpoint.of("http://localhost", Optional.empty()).port()).isEqualTo(80);
    Endpoint secure = Endpoint.of("https://localhost", Optional.of("secret"));
    assertThat(secure.port()).isEqualTo(443);
    assertThat(secure.secure()).isTrue();
    assertThat(secure.toString()).isEqualTo("https://localhost:443").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8000", "ftp://localhost", "http://localhost/mcp", "http:", "a b"})
  void otherUrlsAreRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of(url, Optional.empty()))
        .withMessageContaining(url);
  }

  @Test
  void aTokenCannotAddHeaders() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of("http://localhost", Optional.of("a\r\nX: b")))
        .withMessageNotContaining("X: b");
  }
}
