package dev.perfusion.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.compare.Section.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportFileTest {
  private static final Bar FAST = Bar.atLeast("run", 41.26, 20, "60x", "41.3x (POPsim)");

  private static ReportFile empty() {
    return ReportFile.parse(List.of(), "# Speed\n");
  }

  @Test
  void overviewComesFirstAndSectionsByKey() {
    ReportFile file = empty();
    file.replace("b", "Second", "Measured today.", new Findings(List.of(FAST), "Text b."));
    file.replace(
        "a",
        "First",
        "Measured today.",
        new Findings(
            List.of(Bar.atMost("heap", 17, 16, "<= 16 MB", "8 MB", "17.0 MB")), "Text a."));

    assertThat(file.text().lines().dropWhile(line -> !line.startsWith("|")).toList())
        .containsExactly(
            "|  | what | bar | aim | measured |  |",
            "|---|---|---|---|---|---|",
            "| a | heap | <= 16 MB | 8 MB | 17.0 MB | **miss** |",
            "| b | run | >= 20x | 60x | 41.3x (POPsim) | pass |",
            "",
            "## a. First",
            "",
            "Measured today.",
            "",
            "Text a.",
            "",
            "## b. Second",
            "",
            "Measured today.",
            "",
            "Text b.");
  }

  @Test
  void aNewMeasurementReplacesItsOwnSectionOnly() {
    ReportFile first = empty();
    first.replace("a", "First", "Yesterday.", new Findings(List.of(FAST, FAST), "Old a."));
    first.replace("b", "Second", "Yesterday.", new Findings(List.of(FAST), "Old b."));

    ReportFile second = ReportFile.parse(first.text().lines().toList(), "# Speed\n");
    assertThat(second.text()).isEqualTo(first.text());
    second.replace("a", "First", "Today.", new Findings(List.of(FAST), "New a."));

    assertThat(second.text()).contains("Today.\n\nNew a.", "Yesterday.\n\nOld b.");
    assertThat(second.text()).doesNotContain("Old a.");
    assertThat(second.text().lines().filter(line -> line.startsWith("| a |"))).hasSize(1);
  }

  @Test
  void whatCouldNotBeMeasuredIsNoMiss() {
    assertThat(Bar.atLeast("run", Double.NaN, 20, "", "-").verdict())
        .isEqualTo(Bar.Verdict.NOT_MEASURED);
    assertThat(Bar.atLeast("run", 19.9, 20, "", "19.9x").verdict()).isEqualTo(Bar.Verdict.MISS);
    assertThat(Bar.atMost("heap", 16, 16, "", "", "").verdict()).isEqualTo(Bar.Verdict.PASS);
  }

  @Test
  void figuresHaveThreeDigits() {
    assertThat(Figures.plain(41.26)).isEqualTo("41.3");
    assertThat(Figures.plain(0.30449)).isEqualTo("0.304");
    assertThat(Figures.plain(999.6)).isEqualTo("1000");
    assertThat(Figures.plain(123_456)).isEqualTo("123456");
    assertThat(Figures.plain(20)).isEqualTo("20");
    assertThat(Figures.plain(0)).isEqualTo("0");
    assertThat(Figures.plain(-0.2)).isEqualTo("-0.200");
    assertThat(Figures.ms(1_234_567)).isEqualTo("1.23");
    assertThat(Figures.error(8.13e-9)).isEqualTo("8.1e-09");
  }

  @Test
  void tablesKeepTheirShape() {
    assertThat(new MarkdownTable("path", "x").row("A|B", 3))
        .hasToString("| path | x |\n|---|---|\n| A\\|B | 3 |\n");
    assertThatThrownBy(() -> new MarkdownTable("path", "x").row("A"))
        .hasMessage("1 cells in a table of 2");
  }
}
