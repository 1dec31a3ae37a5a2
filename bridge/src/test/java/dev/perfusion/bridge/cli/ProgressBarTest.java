package dev.perfusion.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.bridge.population.PopulationControl.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter text = new StringWriter();

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar(new PrintWriter(text), terminal);
  }

  @Test
  void aTerminalGetsOneLineThatIsRedrawn() {
    ProgressBar bar = bar(true);
    bar.show(new Progress(1000, 0, 0, 0, Double.NaN));
    bar.show(new Progress(1000, 500, 3, 95.2, 5.2));
    bar.show(new Progress(1000, 1000, 3, 1e3, 0));
    bar.end();
    String[] drawn = text.toString().split("\\r");
    assertThat(drawn[1]).isEqualTo("[..............................] 0 of 1000 subjects");
    assertThat(drawn[2])
        .isEqualTo(
            "[###############...............] 500 of 1000 subjects, 95/s, 6 s left, 3 runs failed");
    assertThat(drawn[3]).startsWith("[##############################] 1000 of 1000").endsWith("\n");
  }

  @Test
  void elsewhereThereIsALinePerTenth() {
    ProgressBar bar = bar(false);
    for (int done = 0; done <= 1000; done++) {
      bar.show(new Progress(1000, done, 0, 10, (1000 - done) / 10.0));
    }
    bar.end();
    assertThat(text.toString().lines())
        .hasSize(10)
        .first()
        .isEqualTo("100 of 1000 subjects, 10/s, 1 min 30 s left");
  }
}
