package dev.perfusion.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ToolMixTest {
  private static final int DRAWS = 20_000;

  @Test
  void toolsComeInTheirShares() {
    ToolMix mix = ToolMix.parse("get_parameter_value=3,run_simulation");
    assertThat(mix).hasToString("get_parameter_value=3,run_simulation=1");
    long reads =
        LongStream.range(0, DRAWS)
            .filter(number -> mix.tool(7, number).equals("get_parameter_value"))
            .count();
    // Five standard deviations of a binomial share.
    assertThat(reads / (double) DRAWS).isCloseTo(0.75, within(5 * Math.sqrt(0.1875 / DRAWS)));
  }

  @Test
  void aSeedGivesTheSameToolsAgain() {
    ToolMix mix = ToolMix.DEFAULT;
    assertThat(LongStream.range(0, 100).mapToObj(n -> mix.tool(7, n)))
        .containsExactlyElementsOf(LongStream.range(0, 100).mapToObj(n -> mix.tool(7, n)).toList());
    assertThat(LongStream.range(0, 100).mapToObj(n -> mix.tool(8, n)).toList())
        .isNotEqualTo(LongStream.range(0, 100).mapToObj(n -> mix.tool(7, n)).toList());
  }

  @Test
  void whatCannotBeCalledIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ToolMix.parse("fly"))
        .withMessageContaining("get_parameter_value");
    assertThatIllegalArgumentException().isThrownBy(() -> ToolMix.parse("get_results=0"));
    assertThatIllegalArgumentException().isThrownBy(() -> ToolMix.parse("get_results=1=2"));
    assertThatIllegalArgumentException().isThrownBy(() -> ToolMix.parse(""));
  }
}
