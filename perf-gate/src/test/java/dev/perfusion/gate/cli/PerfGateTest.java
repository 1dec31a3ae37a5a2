package dev.perfusion.gate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PerfGateTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String LIMIT =
      "{\"rules\": [{\"steps\": \"get_parameter_value/*/*\", \"maxMs\": 150}]}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine commandLine = PerfGate.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(args);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private int check(Documents result) {
    result.write(folder, "result.json");
    Inputs.write(folder, "limits.json", LIMIT);
    return run("check", "--result", file("result.json"), "--thresholds", file("limits.json"));
  }

  private int compare(Documents result, Documents baseline) {
    result.write(folder, "result.json");
    baseline.write(folder, "baseline.json");
    return run("check", "--result", file("result.json"), "--baseline", file("baseline.json"));
  }

  @Test
  void aPassIsZero() {
    assertThat(check(new Documents().step(READ, 10, 100))).isZero();
    assertThat(out.toString()).startsWith("PASS: ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aMissedCeilingIsOneWithOneLine() {
    assertThat(check(new Documents().step(READ, 10, 151))).isEqualTo(1);
    assertThat(out.toString().lines())
        .contains("FAIL  " + READ + " p95 151.000ms exceeds the ceiling 150.000ms");
  }

  /** The plan's targets hold whatever was run; only what has to be there depends on it. */
  @Test
  void aScenarioOfItsOwnHasTheTargetsToo() {
    Documents slow = new Documents().step(READ, 10, 151);
    slow.root().put("scenario", "smoke-rest");
    assertThat(compare(slow, slow)).isEqualTo(1);
    assertThat(run("check", "--result", file("result.json"))).isEqualTo(1);
    assertThat(out.toString()).contains(READ + " p95 151.000ms exceeds the ceiling 150.000ms");
    Documents quick = new Documents().step(READ, 10, 149);
    quick.root().put("scenario", "smoke-rest");
    quick.write(folder, "result.json");
    assertThat(run("check", "--result", file("result.json"))).isZero();
  }

  @Test
  void aRegressionIsOneAndAnOpenQuestionThree() {
    Documents baseline = new Documents().step(READ, 2000, 10);

    assertThat(compare(new Documents().step(READ, 2000, 11), baseline)).isZero();
    assertThat(compare(new Documents().step(READ, 2000, 12), baseline)).isEqualTo(1);
    assertThat(compare(new Documents().step(READ, 20, 10), baseline)).isEqualTo(3);
  }

  @Test
  void aWholeSuiteIsRequiredUnlessABaselineSaysWhatToExpect() {
    new Documents().step(READ, 2000, 10).write(folder, "result.json");

    assertThat(run("check", "--result", file("result.json"))).isEqualTo(3);
    assertThat(out.toString())
        .contains("OPEN  Required step 'load_simulation/rest/warm' has no samples");
    assertThat(run("check", "--result", file("result.json"), "--baseline", file("result.json")))
        .isZero();
  }

  @Test
  void convertAndCheckWriteTheirFiles() throws IOException {
    Inputs.write(folder, "jmh.json", Inputs.text("jmh.json"));
    Inputs.write(folder, "meta.json", Inputs.text("meta.json"));
    Inputs.write(folder, "limits.json", LIMIT);

    assertThat(
            run(
                "convert",
                "--jmh",
                file("jmh.json"),
                "--meta",
                file("meta.json"),
                "--out",
                file("var/run.json")))
        .isZero();
    assertThat(
            run(
                "check",
                "--result",
                file("var/run.json"),
                "--thresholds",
                file("limits.json"),
                "--summary",
                file("reports/latest.md"),
                "--json",
                file("reports/verdict.json")))
        .isZero();
    assertThat(Files.readString(folder.resolve("reports/latest.md")))
        .contains("**Benchmark:** `../var/run.json`")
        .contains("[load.html](<../profiles/load.html>)");
    JsonNode verdict = JsonFiles.read(folder.resolve("reports/verdict.json")).node();
    assertThat(verdict.get("verdict").stringValue()).isEqualTo("PASS");
    assertThat(verdict.get("exitCode").intValue()).isZero();
    assertThat(verdict.get("steps").size()).isEqualTo(5);
  }

  private int stored(String... more) {
    String[] check = {"check", "--result", file("result.json"), "--json", file("verdict.json")};
    return run(Stream.of(check, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private void refused(String message) {
    err.getBuffer().setLength(0);
    assertThat(run("rederive", file("verdict.json"))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void theVerdictOfACheckFollowsFromItsFiles() throws IOException {
    new Documents().step(READ, 2000, 12).write(folder, "result.json");
    new Documents().step(READ, 2000, 10).write(folder, "baseline.json");
    assertThat(stored("--baseline", file("baseline.json"), "--summary", file("page.md")))
        .isEqualTo(1);

    assertThat(
            run(
                "rederive",
                file("verdict.json"),
                "--out",
                file("again.json"),
                "--summary",
                file("again.md")))
        .isEqualTo(1);
    assertThat(out.toString()).contains("FAIL: the same bytes follow");
    assertThat(folder.resolve("again.json")).hasSameBinaryContentAs(folder.resolve("verdict.json"));
    assertThat(folder.resolve("again.md")).hasSameBinaryContentAs(folder.resolve("page.md"));

    new Documents().step(READ, 2000, 11.9).write(folder, "baseline.json");
    refused("baseline: ");
    refused("baseline.json is not the file that the verdict was derived from, SHA-256");
    Files.delete(folder.resolve("baseline.json"));
    refused("baseline: there is no ");
  }

  /** Files may move together, and what was shipped may change in another version. */
  @Test
  void aStoredCheckNeedsNothingButItsFiles() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    new Documents().step(READ, 2000, 12).write(elsewhere, "result.json");
    int code =
        run(
            "check",
            "--result",
            elsewhere.resolve("result.json").toString(),
            "--json",
            file("verdict.json"));
    JsonNode verdict = JsonFiles.read(folder.resolve("verdict.json")).node();
    assertThat(verdict.get("benchmark").stringValue()).isEqualTo("elsewhere/result.json");
    assertThat(verdict.get("sha256").propertyNames()).containsExactly("benchmark");
    assertThat(verdict.get("limits").get("required").size()).isGreaterThan(20);

    Files.move(elsewhere.resolve("result.json"), folder.resolve("result.json"));
    assertThat(run("rederive", file("verdict.json"))).isNotEqualTo(2).isEqualTo(code);
    Path stored = folder.resolve("verdict.json");
    Files.writeString(
        stored, Files.readString(stored).replace("\"maxMs\" : 150.0", "\"maxMs\" : 151.0"));
    refused("does not follow from its own raw data");
  }

  @Test
  void limitsOfAFileAreThoseOfThatFile() {
    new Documents().step(READ, 2000, 12).write(folder, "result.json");
    Inputs.write(folder, "limits.json", LIMIT);
    assertThat(stored("--thresholds", file("limits.json"))).isZero();
    assertThat(run("rederive", file("verdict.json"))).isZero();
    assertThat(run("rederive", file("verdict.json"), "--flame-graphs", file("graphs")))
        .isEqualTo(2);

    Inputs.write(folder, "limits.json", LIMIT.replace("150", "151"));
    refused("thresholds: ");
  }

  @Test
  void aFailedBenchmarkIsConvertedAndThenFails() {
    Inputs.write(folder, "jmh.json", "[]");
    Inputs.write(folder, "meta.json", Inputs.text("meta.json"));
    Inputs.write(folder, "limits.json", LIMIT);

    assertThat(
            run(
                "convert",
                "--jmh",
                file("jmh.json"),
                "--meta",
                file("meta.json"),
                "--out",
                file("run.json")))
        .isZero();
    assertThat(err.toString()).contains("failed: load_simulation/rest/warm/1: JMH has no result");
    assertThat(run("check", "--result", file("run.json"), "--thresholds", file("limits.json")))
        .isEqualTo(1);
  }

  @Test
  void anInfiniteChangeIsStillJson() {
    new Documents().step(READ, 2000, 1).write(folder, "result.json");
    new Documents().step(READ, 2000, 0).write(folder, "baseline.json");

    assertThat(
            run(
                "check",
                "--result",
                file("result.json"),
                "--baseline",
                file("baseline.json"),
                "--json",
                file("verdict.json"),
                "--summary",
                file("summary.md")))
        .isEqualTo(1);
    JsonNode row = JsonFiles.read(folder.resolve("verdict.json")).node().get("steps").get(0);
    assertThat(row.get("comparison").get("deltaPercent").stringValue()).isEqualTo("Infinity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "judge", "check", "check --result", "convert --jmh x", "--frob"})
  void wrongUsageIsTwo(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank().doesNotContain("Exception", "\tat ");
  }

  private void unusable(Consumer<ObjectNode> change, String message) {
    Documents result = new Documents().step(READ, 2000, 10);
    change.accept(result.root());

    assertThat(check(result)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("perf-gate: ")
        .contains("result.json: " + message)
        .doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamp",
        "scenario",
        "config",
        "configHash",
        "dataset",
        "environment",
        "summary",
        "steps"
      })
  void aMissingMandatoryFieldIsNamed(String field) {
    unusable(root -> root.remove(field), field);
  }

  @ParameterizedTest
  @CsvSource({
    "/dataset, id, dataset.id: missing",
    "/dataset, sizeBytes, dataset.sizeBytes: missing",
    "/dataset, sha256, dataset.sha256: missing",
    "/environment, fingerprint, environment.fingerprint: missing",
    "/summary, count, summary.count: missing",
    "/steps/get_parameter_value~1rest~1warm~11, count,"
        + " steps.get_parameter_value/rest/warm/1.count: missing",
  })
  void aMissingFieldInsideIsNamedToo(String at, String field, String message) {
    unusable(root -> ((ObjectNode) root.at(at)).remove(field), message);
  }

  /** The rule compares the p95, so the p95 must be that of the raw samples. */
  @ParameterizedTest
  @CsvSource({"p95, 9.99", "p50, 4", "min, 2", "max, 21", "mean, 1", "count, 1999"})
  void aStatisticThatIsNotThatOfTheHistogramIsRefused(String name, double value) {
    unusable(
        root -> ((ObjectNode) root.get("steps").get(READ)).put(name, value),
        "steps." + READ + "." + name + ": value ");
    assertThat(err.toString()).contains(" is not that of the histogram, which gives ");
  }

  @Test
  void theLastDigitOfASumMayDiffer() {
    Documents result = new Documents().step(READ, 2000, 10);
    result.step(READ).put("p95", Math.nextUp(10.0));
    assertThat(check(result)).isZero();
  }

  @Test
  void aStatisticOfOneForkIsHeldAgainstItsSamples() {
    unusable(
        root ->
            ((ObjectNode) root.get("steps").get(READ))
                .putArray("perFork")
                .addObject()
                .put("count", 2000)
                .put("p95", 11),
        "steps." + READ + ".perFork[0].p95: value 11.0");
  }

  @Test
  void aStepKeyOfAnotherFormIsNamed() {
    unusable(
        root -> root.withObject("/steps").putObject("load_simulation").put("count", 1),
        "steps.load_simulation: step \"load_simulation\" has not the form");
  }

  @Test
  void unknownFieldsAreIgnored() {
    Documents result = new Documents().step(READ, 10, 1);
    result.root().put("futureField", 1);
    result.step(READ).putObject("futureDetail").put("x", "y");

    assertThat(check(result)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; the file is empty",
        "'   '; the file is empty",
        "'{\"timestamp\": \"2026'; not valid JSON",
        "'{} {}'; not valid JSON",
        "'\u0000\u0001'; not valid JSON",
        "'[]'; is a list, not a benchmark document",
        "'null'; missing (add an object)",
        "'7'; value 7 is not an object",
        "'<html/>'; not valid JSON",
      })
  void aFileThatIsNoDocumentIsTwo(String text, String message) {
    Inputs.write(folder, "result.json", text);

    assertThat(run("check", "--result", file("result.json"))).isEqualTo(2);
    assertThat(err.toString()).contains("result.json").contains(message).doesNotContain("\tat ");
  }

  /** Whatever ends a command, it is no verdict. */
  @Test
  void anErrorOfTheMachineIsTwo() {
    @CommandLine.Command(name = "huge")
    final class Huge implements Runnable {
      @Override
      public void run() {
        throw new OutOfMemoryError("no room");
      }
    }
    CommandLine huge = new CommandLine(new Huge()).setErr(new PrintWriter(err));
    assertThat(PerfGate.exitCode(huge)).isEqualTo(2);
    assertThat(err.toString()).contains("no room");
  }

  /** The repository is where ./bench lies, wherever it is called. */
  @Test
  void defaultsAreThoseOfTheRepository() {
    System.setProperty("perfusion.root", folder.toString());
    try {
      for (String[] command :
          new String[][] {
            {"compare", "--repository"},
            {"certify", "--evidence", "--jar", "--agent", "--report"},
            {"culprit-trial", "--evidence", "--jar", "--agent", "--report"}
          }) {
        CommandLine parsed = PerfGate.commandLine().getSubcommands().get(command[0]);
        for (int i = 1; i < command.length; i++) {
          assertThat(parsed.getCommandSpec().findOption(command[i]).defaultValue())
              .startsWith(folder.toString());
        }
      }
    } finally {
      System.clearProperty("perfusion.root");
    }
  }

  @Test
  void aFileThatIsNotThereIsTwo() {
    assertThat(run("check", "--result", file("nowhere.json"))).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere.json: no such file");
    assertThat(run("check", "--result", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is a directory");
  }

  @Test
  void aSummaryThatCannotBeWrittenIsTwo() {
    new Documents().step(READ, 10, 1).write(folder, "result.json");
    Inputs.write(folder, "limits.json", LIMIT);
    Inputs.write(folder, "blocked", "a file where a folder is needed");

    assertThat(
            run(
                "check",
                "--result",
                file("result.json"),
                "--thresholds",
                file("limits.json"),
                "--summary",
                file("blocked/latest.md")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("latest.md: cannot be written");
  }

  @Test
  void aReportOfTheLatestRunIsWrittenWhateverItsVerdict() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("var/benchmarks"));
    new Documents().step(READ, 2000, 10).write(runs, "20260131T120000Z-smoke.json");

    assertThat(run("report", "--root", folder.toString())).isZero();
    assertThat(folder.resolve("reports/perf/latest.html"))
        .content()
        .contains("Required step", "../../var/benchmarks/20260131T120000Z-smoke.json");
    assertThat(folder.resolve("reports/perf/latest.md"))
        .content()
        .startsWith("# Benchmark check: INCONCLUSIVE");
    assertThat(out.toString()).contains("latest.html").contains("Storage");
  }

  @Test
  void aReportOfNothingSaysWhatToDo() {
    assertThat(run("report", "--root", folder.toString(), "--scenario", "stress")).isEqualTo(2);
    assertThat(err.toString()).contains("no benchmark document of scenario stress", "./bench run");
  }
}
