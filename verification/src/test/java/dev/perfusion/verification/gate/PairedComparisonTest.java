package dev.perfusion.verification.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/**
 * The paired comparison with real processes: short bursts, so the verdict says nothing about speed,
 * but counts of work are exact and the raw data must carry the verdict.
 */
class PairedComparisonTest {
  private static final Path PRODUCT = Path.of("../bridge/target/perfusion-bridge.jar");
  private static final Path HARNESS = Path.of("../jmh-benchmarks/target/benchmarks.jar");
  private static final Path AGENT = Path.of("../jmh-benchmarks/target/slowdown-agent.jar");
  private static final String RUN = "run_simulation/inprocess/warm/1";

  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  @BeforeAll
  static void jarsAreBuilt() {
    assertThat(Stream.of(PRODUCT, HARNESS, AGENT)).allMatch(Files::isRegularFile);
  }

  private static Ended run(Object... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    CommandLine gate = PerfGate.commandLine().setOut(writer).setErr(writer);
    int code = gate.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Ended(code, output.toString());
  }

  private Path suite(String paths, String method) throws IOException {
    String text =
        """
        {"name": "short", "mainClass": "dev.perfusion.benchmarks.probe.ProbeMain",
         "jvmArgs": ["-Xmx256m", "-XX:TieredStopAtLevel=1"], "warmupMillis": 20, "burstMillis": 10,
         "blocks": 1, "budgetSeconds": 600, "paths": [%s],
         "slowdowns": [{"name": "engine", "path": "%s", "method": "%s"}],
         "plan": {"looks": [5], "spending": "POCOCK", "failRatio": 1.1, "failFloor": 1.05,
          "failAlpha": 0.01, "passAlpha": 0.025, "controlAlpha": 0.01, "controlTolerance": 0.02,
          "tailSamples": 100}}
        """
            .formatted(paths, RUN, method);
    return Files.writeString(folder.resolve("suite.json"), text);
  }

  private Path gateSuiteInShort() throws IOException {
    JsonNode gate = JsonFiles.read(Path.of("../perf-gate/suites/gate.json")).node();
    String paths = gate.get("paths").toString();
    return suite(paths.substring(1, paths.length() - 1), "A#b");
  }

  @Test
  void everyPathOfTheGateIsMeasuredAndTheVerdictFollowsFromTheFile() throws IOException {
    Ended compared =
        run(
            "compare",
            "--base-jar",
            PRODUCT,
            "--head-jar",
            PRODUCT,
            "--harness",
            HARNESS,
            "--suite",
            gateSuiteInShort(),
            "--seed",
            7,
            "--out",
            folder);
    assertThat(compared.code()).as(compared.output()).isIn(0, 1, 3);

    Path verdict = folder.resolve("verdict.json");
    JsonNode document = JsonFiles.read(verdict).node();
    assertThat(document.get("pairs")).as(compared.output()).hasSize(5);
    for (JsonNode witness : document.get("witnesses")) {
      if (witness.get("path").stringValue().equals(RUN)
          && witness.get("name").stringValue().equals("steps")) {
        assertThat(witness.get("base").doubleValue()).isGreaterThan(10);
        assertThat(witness.get("ratio").doubleValue()).isBetween(0.99, 1.01);
      }
    }
    Ended derived = run("rederive", verdict);
    assertThat(derived.code()).as(derived.output()).isEqualTo(compared.code());
  }

  /** Evidence goes on where it was: each call adds at least one pair of the kind that is behind. */
  @Test
  void evidenceIsCollectedAndResumed() throws IOException {
    Path evidence = folder.resolve("evidence");
    Path suite = suite("\"" + RUN + "\"", "dev.perfusion.engine.SimulationRun#execute(Ldev");
    for (String kind : new String[] {"identical", "slowed/engine"}) {
      Ended ended =
          run(
              "certify",
              "--budget",
              0.0001,
              "--jar",
              PRODUCT,
              "--harness",
              HARNESS,
              "--agent",
              AGENT,
              "--suite",
              suite,
              "--evidence",
              evidence,
              "--report",
              folder.resolve("certificate.md"));
      assertThat(evidence.resolve(kind).resolve("0001.json")).as(ended.output()).exists();
      assertThat(ended.code()).as("too few pairs: " + ended.output()).isEqualTo(3);
    }
    JsonNode sides =
        JsonFiles.read(evidence.resolve("slowed/engine/0001.json")).get("paths").node().get(RUN);
    assertThat(sides.propertyNames()).containsExactly("+10", "+15", "+25", "+5", "base", "control");
    assertThat(folder.resolve("certificate.md")).content().contains("| enough pairs | no |");
  }
}
