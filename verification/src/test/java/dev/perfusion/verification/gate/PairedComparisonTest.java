package dev.perfusion.verification.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.compare.Cores;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
         "jvmArgs": ["-Xmx256m", "-XX:TieredStopAtLevel=1", "-Xlog:gc"], "warmupMillis": 20, "leadInMillis": 1, "burstMillis": 10,
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

  private Ended compare(Path suite, Object... more) {
    return compareWith(PRODUCT, suite, more);
  }

  private Ended compareWith(Path head, Path suite, Object... more) {
    Stream<Object> compare =
        Stream.of("compare", "--base-jar", PRODUCT, "--head-jar", head, "--harness", HARNESS);
    Stream<Object> rest = Stream.of("--suite", suite, "--seed", 7, "--out", folder, "--no-profile");
    return run(Stream.of(compare, rest, Stream.of(more)).flatMap(s -> s).toArray());
  }

  /** The product with one entry replaced; null removes it. */
  private Path changed(String entry, String text) throws IOException {
    Path changed = Files.copy(PRODUCT, folder.resolve("changed.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(changed)) {
      Path file = jar.getPath(entry);
      assertThat(file).exists();
      if (text == null) {
        Files.delete(file);
      } else {
        Files.writeString(file, text);
      }
    }
    return changed;
  }

  /**
   * The demo model of the head is damaged: both sides work on that of the benchmarks. Lines of the
   * VM's log stand between the answers.
   */
  @Test
  void everyPathOfTheGateIsMeasuredAndTheVerdictFollowsFromTheFile() throws IOException {
    Path head = changed("dev/perfusion/fixtures/demo.pkml", "no model");
    Ended compared = compareWith(head, gateSuiteInShort(), "--pairing", "alternate");
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

  @Test
  void whatIsNoProductIsUnusable() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "a text");
    Ended ended = compareWith(text, gateSuiteInShort());
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output()).contains("text.jar: is no jar");
    String tests = "\"profile\": {\"ownCode\": [\"dev.perfusion.\"]}, \"plan\"";
    Path suite = gateSuiteInShort();
    Files.writeString(suite, Files.readString(suite).replace("\"plan\"", tests));
    Path unrelated =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    ended = compareWith(unrelated, suite);
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output()).contains("holds no class of dev.perfusion.");
  }

  /** Of another program of ours only the side itself can tell that it is not the product. */
  @Test
  void aJarWithoutTheProductIsInconclusive() throws IOException {
    Ended ended = compareWith(AGENT, gateSuiteInShort());
    assertThat(ended.code()).as(ended.output()).isEqualTo(3);
    assertThat(ended.output()).contains("side head failed", "is no jar of the product");
  }

  /** The benchmarks hold a whole product, which must not stand in for what the head has not. */
  @Test
  void aClassThatTheHeadDoesNotHaveIsNotTakenFromTheBenchmarks() throws IOException {
    Path head = changed("dev/perfusion/engine/SimulationRun.class", null);
    Ended ended = compareWith(head, suite("\"" + RUN + "\"", "A#b"));
    assertThat(ended.code()).as(ended.output()).isEqualTo(3);
    assertThat(ended.output()).contains("side head failed", "SimulationRun");
    assertThat(folder.resolve("verdict.json")).content().contains("INCONCLUSIVE", "SimulationRun");
  }

  /** As by a build of the other side, which later pairs would measure without a word. */
  @Test
  void aJarThatIsBuiltAnewMeanwhileIsUnusable() throws IOException {
    Path head = Files.copy(PRODUCT, folder.resolve("head.jar"));
    StringWriter output =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (text.startsWith("pair 5 of ")) {
              try {
                Files.write(head, new byte[1], StandardOpenOption.APPEND);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    PrintWriter writer = new PrintWriter(output);
    CommandLine gate = PerfGate.commandLine().setOut(writer).setErr(writer);
    Path suite = suite("\"" + RUN + "\"", "A#b");
    Files.writeString(folder.resolve("verdict.json"), "of an earlier comparison");
    int code =
        gate.execute(
            Stream.of(
                    "compare",
                    "--base-jar",
                    PRODUCT,
                    "--head-jar",
                    head,
                    "--harness",
                    HARNESS,
                    "--suite",
                    suite,
                    "--out",
                    folder)
                .map(Object::toString)
                .toArray(String[]::new));
    assertThat(code).as(output.toString()).isEqualTo(2);
    assertThat(output.toString()).contains("head.jar: was changed while it was measured");
    assertThat(folder.resolve("verdict.json")).doesNotExist();
  }

  @Test
  void whatGoesWrongWithProfilesChangesNoVerdict() throws IOException {
    Files.writeString(folder.resolve("profile"), "a file where a folder is needed");
    Path suite = suite("\"" + RUN + "\"", "A#b");
    String profile = "\"profile\": {\"millis\": 50, \"blocks\": 1}, \"plan\"";
    Files.writeString(suite, Files.readString(suite).replace("\"plan\"", profile));
    Ended ended =
        run(
            "compare",
            "--base-jar",
            PRODUCT,
            "--head-jar",
            PRODUCT,
            "--harness",
            HARNESS,
            "--suite",
            suite,
            "--out",
            folder,
            "--profile");
    assertThat(ended.code()).as(ended.output()).isIn(0, 1, 3);
    assertThat(ended.output()).containsAnyOf("the profile is not written: ", "no profile: ");
    assertThat(run("rederive", folder.resolve("verdict.json")).code()).isEqualTo(ended.code());
  }

  /** Each working process has a core of its own, and each process both cores by turns. */
  @Test
  void inADuetEachSideWorksOnBothCores() throws Exception {
    Pairing possible = Cores.here().pairing(Pairing.Wish.AUTO, 1);
    assumeTrue(!possible.cores().isEmpty(), "needs two cores and taskset");
    CompletableFuture<Ended> comparison =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return compare(gateSuiteInShort(), "--pairing", "duet", "--cores-per-side", 1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Map<Long, Set<String>> seen = new HashMap<>();
    while (!comparison.isDone()) {
      ProcessHandle.current()
          .children()
          .filter(child -> child.info().commandLine().orElse("").contains("ProbeMain"))
          .forEach(
              child ->
                  seen.computeIfAbsent(child.pid(), pid -> new TreeSet<>())
                      .addAll(cores(child.pid())));
      Thread.sleep(2);
    }
    Ended compared = comparison.get();
    assertThat(compared.code()).as(compared.output()).isIn(0, 1, 3);
    assertThat(compared.output()).contains("work two at a time (duet), on cores ");

    Path verdict = folder.resolve("verdict.json");
    JsonNode document = JsonFiles.read(verdict).node();
    assertThat(document.get("pairs")).as(compared.output()).hasSize(5);
    assertThat(Pairing.read(JsonFiles.read(verdict).get("pairing"))).isEqualTo(possible);
    assertThat(seen).as("three processes in each of five pairs").hasSize(15);
    assertThat(seen.values()).allSatisfy(on -> assertThat(on).containsAll(possible.cores()));
    for (JsonNode sides : document.get("pairs").get(0).get("paths")) {
      assertThat(sides).hasSize(3).allMatch(side -> side.get("bursts").size() == 4);
    }
    assertThat(run("rederive", verdict).code()).isEqualTo(compared.code());
  }

  /** Ended in the middle of a pair, as by Ctrl-C: neither its folder nor its processes stay. */
  @Test
  void anInterruptedPairLeavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path log = folder.resolve("log");
    Process compare =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                HARNESS.toAbsolutePath().toString(),
                "gate",
                "compare",
                "--base-jar",
                PRODUCT.toAbsolutePath().toString(),
                "--head-jar",
                PRODUCT.toAbsolutePath().toString(),
                "--harness",
                HARNESS.toAbsolutePath().toString(),
                "--suite",
                gateSuiteInShort().toString(),
                "--out",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    List<ProcessHandle> sides = List.of();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (sides.size() < 3 && System.nanoTime() < end) {
        Thread.sleep(20);
        sides =
            compare
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("ProbeMain"))
                .toList();
      }
      assertThat(sides).as(Files.readString(log)).hasSize(3);
      assertThat(temporary).isNotEmptyDirectory();
      compare.destroy();
      assertThat(compare.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      compare.destroyForcibly();
    }
    assertThat(temporary).isEmptyDirectory();
    assertThat(sides).allMatch(side -> side.info().command().isEmpty());
  }

  /** Where a process may run now; nothing when it has ended. */
  private static List<String> cores(long process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
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
    assertThat(folder.resolve("certificate.md"))
        .content()
        .contains(
            "| enough pairs: 60 identical, 30 slowed on each of 3 paths | ",
            " identical, slowed [1] | **missed** |");
  }
}
