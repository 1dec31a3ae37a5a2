package dev.perfusion.verification.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.benchmarks.Main;
import dev.perfusion.gate.document.BenchmarkDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The workflows: their commands are the README's and exist, and their scripts do what they say,
 * with a {@code gh} that writes down how it was called.
 */
class WorkflowsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path WORKFLOWS = ROOT.resolve(".github/workflows");
  private static final Path SCRIPTS = ROOT.resolve(".github/scripts");

  /** A document whose population took as long as is put in. */
  private static final String STRESS =
      """
      {"timestamp": "2026-01-31T12:00:00Z", "scenario": "stress", "config": {}, "configHash": "%1$s",
       "dataset": {"id": "demo", "sizeBytes": 1, "sha256": "%1$s"}, "environment": {"fingerprint": "f"},
       "summary": {"count": 0}, "steps": {"run_population_simulation/inprocess/stress/1":
       {"count": 1, "min": %2$d, "max": %2$d, "mean": %2$d, "p50": %2$d, "p90": %2$d, "p95": %2$d, "p99": %2$d,
       "errors": %3$d, "histogram": [[[%2$d, 1]]]}, "run_simulation/inprocess/stress/1": {"count": 1,
       "min": 999999, "max": 999999, "mean": 999999, "p50": 999999, "p90": 999999, "p95": 999999, "p99": 999999,
       "histogram": [[[999999, 1]]]}}}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void thereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: there is no /bin/sh");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<JsonNode> steps() throws IOException {
    List<JsonNode> steps = new ArrayList<>();
    for (Path file : files(WORKFLOWS)) {
      JsonNode workflow = JsonMapper.shared().valueToTree(new Yaml().load(Files.readString(file)));
      assertThat(workflow.path("permissions").isObject()).as("permissions of " + file).isTrue();
      assertThat(workflow.path("concurrency").has("group")).as("concurrency of " + file).isTrue();
      assertThat(workflow.path("jobs").isEmpty()).isFalse();
      for (JsonNode job : workflow.path("jobs")) {
        assertThat(job.path("timeout-minutes").isInt()).as("time limit in " + file).isTrue();
        job.path("steps").forEach(steps::add);
      }
    }
    return steps;
  }

  private static List<String> commands() throws IOException {
    return steps().stream()
        .filter(step -> step.has("run"))
        .flatMap(step -> step.path("run").asString().lines())
        .map(String::strip)
        .toList();
  }

  @Test
  void everyActionIsPinnedByCommitAndNamesItsVersion() throws IOException {
    Pattern pinned = Pattern.compile("uses: [\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    for (Path file : files(WORKFLOWS)) {
      List<String> uses =
          Files.readAllLines(file).stream().filter(line -> line.contains("uses:")).toList();
      assertThat(uses).isNotEmpty().allMatch(line -> pinned.matcher(line).find());
    }
  }

  @Test
  void everyShellBlockParsesAndTakesNothingFromThePullRequestAsCode() throws Exception {
    int blocks = 0;
    for (JsonNode step : steps()) {
      String run = step.path("run").asString("");
      if (!run.isEmpty()) {
        assertThat(run).doesNotContain("${{");
        assertThat(shell(List.of("sh", "-n", "-c", run)).code()).as(run).isZero();
        blocks++;
      }
    }
    assertThat(blocks).isGreaterThan(8);
    for (Path script : files(SCRIPTS)) {
      assertThat(Files.isExecutable(script)).as(script.toString()).isTrue();
      assertThat(shell(List.of("sh", "-n", script.toString())).code()).isZero();
    }
  }

  @Test
  void theCommandsAreThoseOfTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    List<String> ours =
        commands().stream()
            .filter(line -> line.startsWith("mvn ") || line.startsWith("./bench "))
            .map(line -> line.replaceAll(" *\".*|  *-Dbench.profile.*", ""))
            .distinct()
            .toList();

    assertThat(ours).hasSizeGreaterThan(4).allMatch(readme::contains);
    assertThat(readme).contains("-Dbench.profile");
  }

  @Test
  void theSubcommandsAndTheScriptsExist() throws IOException {
    for (String line : commands()) {
      String[] words = line.split(" +");
      if (words[0].equals("./bench")) {
        var commands = Main.commandLine().getSubcommands();
        var gate = commands.get("gate").getSubcommands();
        var command = commands.getOrDefault(words[1], gate.get(words[1]));
        assertThat(command).as(line).isNotNull();
        Stream.of(words)
            .filter(word -> word.startsWith("--"))
            .forEach(option -> assertThat(command.getCommandSpec().findOption(option)).isNotNull());
      } else if (words[0].startsWith(".github/")) {
        assertThat(ROOT.resolve(words[0])).isExecutable();
      }
    }
  }

  /** A red gate is a regression or unusable input; what cannot be decided is a warning. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2", "3, 0"})
  void theGateIsRedWhenTheComparisonFails(int comparison, int step) throws Exception {
    String block =
        steps().stream()
            .map(one -> one.path("run").asString(""))
            .filter(run -> run.contains("./bench compare"))
            .findFirst()
            .orElseThrow();
    program(folder.resolve("bench"), "exit " + comparison + "\n");
    program(folder.resolve("bin/git"), "echo abc\n");
    Outcome outcome = shell(List.of("sh", "-e", "-c", block));

    assertThat(outcome.code()).as(outcome.output()).isEqualTo(step);
    assertThat(outcome.output().contains("::warning")).isEqualTo(comparison == 3);
  }

  /** {@code ./bench} works in any folder: files that are not named lie in its own. */
  @ParameterizedTest
  @CsvSource({
    "run --scenario smoke, run --scenario smoke",
    "check --result x, gate check --result x"
  })
  void theScriptTellsTheCommandsWhereTheRepositoryIs(String arguments, String command)
      throws Exception {
    Path repository = Files.createDirectories(folder.resolve("a repository")).toRealPath();
    Path jar = repository.resolve("jmh-benchmarks/target/benchmarks.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Path script = Files.copy(ROOT.resolve("bench"), repository.resolve("bench"));
    program(folder.resolve("jdk/bin/java"), "for word; do echo \"$word\"; done\n");
    List<String> line = new ArrayList<>(List.of("env", "JAVA_HOME=" + folder.resolve("jdk")));
    line.addAll(List.of("sh", script.toString()));
    line.addAll(List.of(arguments.split(" ")));
    List<String> expected =
        new ArrayList<>(List.of("-Dperfusion.root=" + repository, "-jar", jar.toString()));
    expected.addAll(List.of(command.split(" ")));

    assertThat(shell(line).output().lines()).containsExactlyElementsOf(expected);
  }

  /** The targets of the plan, with the options that its text has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "benchmark; ./bench run --scenario smoke || [ $? -eq 3 ]",
        "benchmark SCENARIO=stress BENCH_PROFILE=1 BENCH_FLAGS=--seed=4;"
            + " ./bench run --scenario stress --profile-all --seed=4 || [ $? -eq 3 ]",
        "benchmark-report SCENARIO=baseline REPORT_FLAGS=--out=x BENCH_FLAGS=--seed=4;"
            + " ./bench report --scenario baseline --out=x",
        "fetch-bench-data; ./bench fetch-data",
        "fetch-bench-data FROM=models OFFLINE=1; ./bench fetch-data --from \"models\" --offline",
      })
  void theMakefileHasTheTargetsOfThePlan(String target, String command) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/make")), "skipped: there is no make");
    List<String> line = new ArrayList<>(List.of("make", "-n", "-C", ROOT.toString(), "MVN=mvn"));
    line.addAll(List.of(target.split(" ")));
    Outcome outcome = shell(line);

    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines().map(l -> l.strip().replaceAll(" +", " ")))
        .contains("mvn -q -pl jmh-benchmarks -am package -DskipTests", command);
  }

  /** Where a Maven is installed none has to be downloaded. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theMakefileBuildsWithTheInstalledMavenAndElseWithTheWrapper(boolean installed)
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/make")), "skipped: there is no make");
    if (installed) {
      program(folder.resolve("bin/mvn"), "");
    }
    Outcome outcome =
        shell(
            List.of(
                "env",
                "-u",
                "MVN",
                "PATH=" + folder.resolve("bin"),
                "/usr/bin/make",
                "-n",
                "-C",
                ROOT.toString(),
                "jar"));

    assertThat(outcome.output())
        .contains(
            (installed ? folder.resolve("bin/mvn") : "./mvnw") + " -q -pl jmh-benchmarks -am");
  }

  /** A history that could not be had must not be replaced by one that lacks it. */
  @Test
  void theHistoryIsSavedOnlyWhenItWasRestored() throws IOException {
    List<JsonNode> saves =
        steps().stream()
            .filter(step -> step.at("/with/name").asString("").equals("benchmark-history"))
            .toList();

    assertThat(saves)
        .hasSize(2)
        .extracting(step -> step.path("if").asString())
        .allMatch(condition -> condition.contains("steps.restore.outcome == 'success'"));
    assertThat(steps())
        .filteredOn(step -> step.path("run").asString("").contains("restore-history.sh"))
        .hasSize(2)
        .allMatch(step -> step.path("id").asString("").equals("restore"));
  }

  /** Of pull requests, too, which save no history. */
  @Test
  void theDocumentsOfARunGoWithItsReport() throws Exception {
    List<JsonNode> copies =
        steps().stream()
            .filter(step -> step.path("run").asString("").contains("latest.documents"))
            .toList();
    assertThat(copies).hasSize(2);
    assertThat(copies)
        .extracting(step -> step.path("run").asString())
        .containsOnly(copies.get(0).path("run").asString());
    assertThat(copies)
        .extracting(step -> step.path("if").asString())
        .containsOnly("always() && steps.restore.outcome == 'success'");
    assertThat(steps())
        .filteredOn(step -> step.at("/with/name").asString("").endsWith("-report"))
        .hasSize(2)
        .allMatch(step -> step.at("/with/path").asString().contains("reports/perf/latest*\n"));

    Files.createDirectories(folder.resolve("var/benchmarks"));
    Path old = document("20260124T120000Z-smoke.json", 1, 0);
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
    Path restored = Files.createFile(folder.resolve("var/history-restored"));
    Files.setLastModifiedTime(restored, FileTime.fromMillis(1_500_000_000_000L));
    Path measured = document("20260131T120000Z-smoke.json", 1, 0);
    String block = copies.get(0).path("run").asString();
    Outcome outcome = shell(List.of("sh", "-e", "-c", block));

    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(files(folder.resolve("reports/perf/latest.documents")))
        .singleElement()
        .satisfies(copy -> assertThat(copy).hasSameBinaryContentAs(measured));
  }

  /** What every build skips runs once a week, with the properties that the tests ask for. */
  @Test
  void theWeeklyJobRunsTheLongTests() throws IOException {
    JsonNode step =
        steps().stream()
            .filter(one -> one.path("run").asString("").contains("-Dtest="))
            .reduce(
                (a, b) -> {
                  throw new AssertionError("more than one");
                })
            .orElseThrow();
    String run = step.path("run").asString();

    assertThat(step.path("timeout-minutes").isInt()).isTrue();
    assertThat(step.has("if") || step.has("continue-on-error")).isFalse();
    assertThat(run)
        .contains("-Dtest=StallTest,CulpritTest ", "-Dperfusion.load.long=true")
        .contains("-Dperfusion.gate.long=true");
    Path tests = Path.of("src/test/java/dev/perfusion/verification");
    assertThat(tests.resolve("load/StallTest.java")).content().contains("perfusion.load.long");
    assertThat(tests.resolve("gate/CulpritTest.java")).content().contains("perfusion.gate.long");
  }

  private record Outcome(int code, String output) {}

  private Outcome shell(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("GITHUB_SHA", "c0ffee");
    builder.environment().put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
    builder.environment().put("RUN", "https://example.org/run/1");
    builder.environment().put("ARTIFACT", "https://example.org/artifact/2");
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    return new Outcome(process.waitFor(), Files.readString(folder.resolve("out")));
  }

  private void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /**
   * Writes its arguments, and the body of an issue, down; knows an open issue when there is one.
   */
  private void gh(String openIssue) throws IOException {
    program(
        folder.resolve("bin/gh"),
        "echo \"$*\" >> "
            + folder.resolve("calls")
            + "\ncase \"$*\" in\n  *body-file*) for last; do :; done; cat \"$last\" > "
            + folder.resolve("body")
            + " ;;\n  'issue list'*) echo "
            + openIssue
            + " ;;\nesac\n");
  }

  /** Last week's document, and the one of this run with its population; none without millis. */
  private Outcome stressIssue(Long millis) throws Exception {
    return stressIssue(millis, 0);
  }

  /** A document as perf-gate writes it: the script reads it line by line. */
  private Path document(String name, long millis, int errors) throws IOException {
    Path raw =
        Files.writeString(
            folder.resolve("raw.json"), STRESS.formatted("ab".repeat(32), millis, errors));
    Path file = folder.resolve("var/benchmarks").resolve(name);
    BenchmarkDocument.read(raw).write(file);
    return file;
  }

  private Outcome stressIssue(Long millis, int errors) throws Exception {
    Files.createDirectories(folder.resolve("var/benchmarks"));
    Path restored = Files.createFile(folder.resolve("var/history-restored"));
    Path old = document("20260124T120000Z-stress.json", 999_999, 0);
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
    Files.setLastModifiedTime(restored, FileTime.fromMillis(1_500_000_000_000L));
    if (millis != null) {
      document("20260131T120000Z-stress.json", millis, errors);
    }
    return shell(List.of(SCRIPTS.resolve("stress-issue.sh").toString()));
  }

  @Test
  void aMissOfTheTwelveMinutesOpensAnIssueWithTheHottestMethods() throws Exception {
    gh("");
    Path profiles = Files.createDirectories(folder.resolve("profiling/out"));
    Files.writeString(
        profiles.resolve("run_population_simulation-inprocess-stress-1.collapsed"),
        "main;Solver.step 10\nmain;Solver.step;Lu.solve 25\nmain;Other.path;Lu.solve 15\n");
    Outcome outcome = stressIssue(792_001L);

    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(folder.resolve("calls")).content().contains("label create", "issue create --title");
    assertThat(folder.resolve("body"))
        .content()
        .contains(
            "run_population_simulation/inprocess/stress/1 took 792.001 s, more than 792.000 s",
            "https://example.org/run/1",
            "https://example.org/artifact/2",
            "c0ffee",
            " 80.0 %  Lu.solve",
            " 20.0 %  Solver.step");
  }

  @Test
  void aFurtherMissIsAddedToTheOpenIssue() throws Exception {
    gh("41");
    assertThat(stressIssue(800_000L).code()).isZero();
    assertThat(folder.resolve("calls"))
        .content()
        .contains("issue comment 41")
        .doesNotContain("create");
  }

  @Test
  void withinTenPercentNobodyIsTold() throws Exception {
    gh("");
    Outcome outcome = stressIssue(791_999L);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).contains("kept its limit");
    assertThat(folder.resolve("calls")).doesNotExist();
  }

  /** As when the time limit of the step has stopped it; what was measured a week ago is no news. */
  @Test
  void aRunWithoutADocumentIsToldAndAnOldDocumentIsNotJudged() throws Exception {
    gh("");
    Outcome outcome = stressIssue(null);

    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(folder.resolve("body"))
        .content()
        .contains("The run wrote no document")
        .doesNotContain(" took 999");
  }

  /** Above the 12 minutes the run has failed; a follow-up is due 10 % above them. */
  @ParameterizedTest
  @CsvSource({"720001, false", "792000, false", "792001, true", "12345678, true"})
  void theFollowUpIsDueTenPercentAboveTheLimit(long millis, boolean due) throws Exception {
    gh("41");
    assertThat(stressIssue(millis).code()).isZero();
    assertThat(Files.exists(folder.resolve("body"))).isEqualTo(due);
  }

  @Test
  void aFailedPopulationIsToldHoweverShort() throws Exception {
    gh("41");
    assertThat(stressIssue(10L, 2).code()).isZero();
    assertThat(folder.resolve("body"))
        .content()
        .contains("run_population_simulation/inprocess/stress/1 has 2 errors");
  }

  @Test
  void aDocumentWithoutAPopulationIsToldToo() throws Exception {
    gh("");
    Path runs = Files.createDirectories(folder.resolve("var/benchmarks"));
    Files.createFile(folder.resolve("var/history-restored"));
    Files.setLastModifiedTime(
        folder.resolve("var/history-restored"), FileTime.fromMillis(1_500_000_000_000L));
    Files.writeString(runs.resolve("20260131T120000Z-stress.json"), "{\"steps\": {}}");

    assertThat(shell(List.of(SCRIPTS.resolve("stress-issue.sh").toString())).code()).isZero();
    assertThat(folder.resolve("body")).content().contains("has no run_population_simulation");
  }

  @Test
  void theHistoryIsThatOfTheLatestRunThatSavedOne() throws Exception {
    program(
        folder.resolve("bin/gh"),
        """
        case "$*" in
          'run list'*) printf '4 pull_request\\n3 push\\n2 push\\n1 workflow_dispatch\\n' ;;
          'api repos/{owner}/{repo}/actions/runs/3/artifacts?'*) echo 0 ;;
          'api repos/{owner}/{repo}/actions/runs/2/artifacts?'*) echo 1 ;;
          'run download 2 '*) echo '{}' > var/benchmarks/old.json ;;
          *) exit 1 ;;
        esac
        """);
    Outcome outcome =
        shell(List.of(SCRIPTS.resolve("restore-history.sh").toString(), "build.yml", "main"));

    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).contains("history of run 2: 1 documents");
    assertThat(folder.resolve("var/history-restored")).exists();
  }

  /** What the README says of their room. */
  @Test
  void theHistoryKeepsToItsRoom() throws Exception {
    program(
        folder.resolve("bin/gh"),
        """
        case "$*" in
          'run list'*) echo '1 push' ;;
          'api '*) echo 1 ;;
          *) for i in 1 2 3 4 5; do head -c 60000000 /dev/zero > var/benchmarks/$i.json; done ;;
        esac
        """);
    Outcome outcome =
        shell(List.of(SCRIPTS.resolve("restore-history.sh").toString(), "build.yml", "main"));

    assertThat(outcome.output()).contains("history of run 1: 3 documents");
    assertThat(folder.resolve("var/benchmarks/2.json")).doesNotExist();
    assertThat(folder.resolve("var/benchmarks/3.json")).exists();
  }

  @Test
  void theHistoryDoesNotGrowForEver() throws Exception {
    program(
        folder.resolve("bin/gh"),
        """
        case "$*" in
          'run list'*) echo '1 schedule' ;;
          'api '*) echo 1 ;;
          *) for i in $(seq 1000 1304); do echo '{}' > var/benchmarks/$i.json; done ;;
        esac
        """);
    Outcome outcome =
        shell(List.of(SCRIPTS.resolve("restore-history.sh").toString(), "build.yml", "main"));

    assertThat(outcome.output()).contains("history of run 1: 300 documents");
    assertThat(folder.resolve("var/benchmarks/1004.json")).doesNotExist();
    assertThat(folder.resolve("var/benchmarks/1005.json")).exists();
  }

  @Test
  void aFirstRunHasNoHistory() throws Exception {
    program(folder.resolve("bin/gh"), "exit 0\n");
    Outcome outcome =
        shell(List.of(SCRIPTS.resolve("restore-history.sh").toString(), "build.yml", "main"));

    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).contains("no history yet");
    assertThat(folder.resolve("var/history-restored")).exists();
  }

  /** Neither a list, nor the artefacts of a run, nor a download that fails is an empty history. */
  @ParameterizedTest
  @ValueSource(strings = {"run list", "api", "run download"})
  void anErrorIsNoEmptyHistory(String failing) throws Exception {
    program(
        folder.resolve("bin/gh"),
        """
        case "$*" in
          '%s '*) echo 'HTTP 502' >&2; exit 1 ;;
          'run list'*) printf '2 push\\n1 push\\n' ;;
          'api '*) echo 1 ;;
        esac
        """
            .formatted(failing));
    Outcome outcome =
        shell(List.of(SCRIPTS.resolve("restore-history.sh").toString(), "build.yml", "main"));

    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.output()).contains("HTTP 502").doesNotContain("no history yet");
    assertThat(folder.resolve("var/history-restored")).doesNotExist();
  }

  @Test
  void theSummaryIsThePageWithoutPictures() throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "# Title\n![picture](a.svg)\ntext\n");
    String script = SCRIPTS.resolve("summary.sh").toString();

    assertThat(shell(List.of(script, page.toString())).code()).isZero();
    assertThat(shell(List.of(script, "none.md")).code()).isZero();
    assertThat(folder.resolve("summary"))
        .content()
        .isEqualTo("# Title\ntext\nnone.md was not written: see the log\n");
  }
}
