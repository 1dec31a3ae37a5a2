package dev.perfusion.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.gate.cli.PerfGate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import picocli.CommandLine;

/**
 * The gate as a test: {@code MCP_BENCHMARK_RESULT} names the benchmark document to judge, {@code
 * MCP_BENCHMARK_BASELINE} the one to compare with; relative paths start at the root of the
 * repository. Skipped without the first. An inconclusive verdict fails, with its reasons: for Maven
 * a test that aborts has passed.
 */
class BenchmarkThresholdsTest {
  private static final String RESULT = "MCP_BENCHMARK_RESULT";
  private static final String BASELINE = "MCP_BENCHMARK_BASELINE";

  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void theMeasuredRunKeepsItsThresholds() {
    judge(System.getenv());
  }

  private static void judge(Map<String, String> environment) {
    String result = environment.getOrDefault(RESULT, "");
    String baseline = environment.getOrDefault(BASELINE, "");
    assumeTrue(!result.isBlank(), RESULT + " names no benchmark document");
    List<String> arguments = new ArrayList<>(List.of("check", "--result", fromRoot(result)));
    if (!baseline.isBlank()) {
      arguments.addAll(List.of("--baseline", fromRoot(baseline)));
    }
    StringWriter output = new StringWriter();
    CommandLine gate = PerfGate.commandLine();
    gate.setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
    int code = gate.execute(arguments.toArray(String[]::new));
    assertThat(code).as(output.toString()).isZero();
  }

  private static String fromRoot(String path) {
    return ROOT.resolve(path).normalize().toString();
  }

  @Test
  void aMissedTargetFailsAndSoDoesWhatCannotBeJudged() {
    String step = "get_parameter_value/rest/warm/1";
    Documents run = new Documents().step(step, 2000, 5);
    Documents missed = new Documents().step(step, 2000, 500);
    missed.root().put("scenario", "baseline-rest");
    run.root().put("scenario", "baseline-rest");
    String good = run.write(folder, "good.json").toString();
    String bad = missed.write(folder, "bad.json").toString();
    run.root().withObject("/environment").put("fingerprint", "machine-2");
    String elsewhere = run.write(folder, "elsewhere.json").toString();

    judge(Map.of(RESULT, good));
    judge(Map.of(RESULT, good, BASELINE, good));
    assertThat(catchThrowable(() -> judge(Map.of(RESULT, bad))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("exceeds the ceiling");
    assertThat(catchThrowable(() -> judge(Map.of(RESULT, good, BASELINE, elsewhere))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("environment fingerprint differs");
    assertThat(catchThrowable(() -> judge(Map.of()))).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void relativePathsStartAtTheRoot() {
    String name = "var/benchmarks/nowhere-to-be-found.json";

    assertThat(catchThrowable(() -> judge(Map.of(RESULT, name))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(ROOT.resolve(name) + ": no such file");
  }
}
