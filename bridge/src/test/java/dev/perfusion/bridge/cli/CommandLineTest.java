package dev.perfusion.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.security.Authenticator;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.bridge.tool.ListParameters;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class CommandLineTest {
  @TempDir private Path folder;

  /** Outcome of a command. */
  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    int code = commandLine.execute(args);
    return new Outcome(code, out.toString(), err.toString());
  }

  private static void badInput(Outcome outcome, String... parts) {
    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
  }

  private static Results demo(double weight, double absTol, double relTol) throws IOException {
    try (InputStream stream = DemoModel.open()) {
      SimulationRun run = Simulation.load(stream, "demo").newRun();
      run.set(DemoModel.WEIGHT, weight);
      run.setTolerances(absTol, relTol);
      return run.execute();
    }
  }

  @Test
  void theCsvHoldsWhatTheEngineGivesToTheLastBit() throws IOException {
    Path csv = folder.resolve("x.csv");
    Outcome outcome =
        run(
            "run",
            "--set",
            DemoModel.WEIGHT + "=80",
            "--abs-tol",
            "1e-10",
            "--rel-tol=1e-8",
            "--out",
            csv.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    Results expected = demo(80, 1e-10, 1e-8);
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(expected.times().length + 1);
    assertThat(lines.get(0))
        .startsWith("Time,")
        .contains("\"" + DemoModel.SIMULATION + "|" + DemoModel.PLASMA + "\"");
    for (int row = 0; row < expected.times().length; row++) {
      String[] cells = lines.get(row + 1).split(",");
      assertThat(Double.parseDouble(cells[0])).isEqualTo(expected.times()[row]);
      for (int column = 1; column < cells.length; column++) {
        assertThat(Double.parseDouble(cells[column]))
            .isEqualTo(expected.series().get(column - 1).values()[row]);
      }
    }
    assertThat(outcome.out()).contains("load ", "compile ", "run ", "steps ", "rhs ");
  }

  @Test
  void runsWithAnotherIntegrator() throws IOException {
    Path bdf = folder.resolve("bdf.csv");
    Path rosenbrock = folder.resolve("rosenbrock.csv");
    assertThat(run("run", "--out", bdf.toString()).code()).isZero();
    assertThat(run("run", "--method", "rosenbrock", "--out", rosenbrock.toString()).code())
        .isZero();
    assertThat(rosenbrock).exists();
    assertThat(Files.readString(rosenbrock)).isNotEqualTo(Files.readString(bdf));
    Outcome unknown = run("run", "--method", "euler");
    assertThat(unknown.code()).isNotZero();
    assertThat(unknown.err()).contains("euler", "BDF", "ROSENBROCK");
  }

  @Test
  void withoutAFileATableIsPrinted() {
    Outcome outcome = run("run", "--repeat", "3");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("Cmax", "tmax", "AUC", DemoModel.PLASMA)
        .contains("3 warm runs: median ", "minimum ", "maximum ");
  }

  @Test
  void sensitivitiesGoToTheirOwnFile() throws IOException {
    Path tsv = folder.resolve("sens.tsv");
    Outcome outcome =
        run(
            "run",
            "--sens-out",
            tsv.toString(),
            "--sensitivity",
            DemoModel.WEIGHT,
            DemoModel.ORAL_DOSE);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("sens ", "derivatives", tsv.toString());
    List<String> lines = Files.readAllLines(tsv);
    List<Results.Series> outputs = demo(73, 1e-10, 1e-8).series();
    assertThat(lines).hasSize(1 + 2 * outputs.size());
    String[] head = lines.get(0).split("\t");
    assertThat(head).startsWith("quantity", "parameter").hasSizeGreaterThan(10);
    String[] plasma =
        lines.stream()
            .map(line -> line.split("\t"))
            .filter(cells -> cells[0].equals(DemoModel.SIMULATION + "|" + DemoModel.PLASMA))
            .filter(cells -> cells[1].equals(DemoModel.WEIGHT))
            .findFirst()
            .orElseThrow();
    int column = 2 + head.length / 2;
    double difference = (plasma(73.01)[column - 2] - plasma(72.99)[column - 2]) / 0.02;
    assertThat(Double.parseDouble(plasma[column]))
        .isCloseTo(difference, within(1e-4 * Math.abs(difference)));
  }

  private static double[] plasma(double weight) throws IOException {
    return demo(weight, 1e-14, 1e-11).series().stream()
        .filter(series -> series.quantity().path().equals(DemoModel.PLASMA))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @Test
  void allQuantitiesAddColumns() throws IOException {
    Path few = folder.resolve("few.csv");
    Path all = folder.resolve("all.csv");
    run("run", "--out", few.toString());
    run("run", "--all-quantities", "--out", all.toString());
    assertThat(columns(all)).isGreaterThan(columns(few)).isGreaterThan(40);
  }

  private static int columns(Path csv) throws IOException {
    return Files.readAllLines(csv).get(0).split(",").length;
  }

  @Test
  void inspectShowsSizesAndQuantities() throws IOException {
    Path values = folder.resolve("init.tsv");
    Outcome outcome = run("inspect", "--initial-values", values.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("states\t", "parameters\t", "observers\t", "events\t", "tables\t")
        .contains("kind\tpath\tvalue\tunit\n")
        .contains("parameter\tDemo|Organism|Weight\t73.0\tkg\n");
    List<String> lines = Files.readAllLines(values);
    assertThat(lines.get(0)).isEqualTo("kind\tid\tentityId\tpath\tvalue\textra");
    assertThat(lines).allSatisfy(line -> assertThat(line.split("\t", -1)).hasSize(6));
    assertThat(lines).anyMatch(l -> l.startsWith("P\t") && l.contains("\tOrganism|Weight\t73\t"));
    assertThat(lines).anyMatch(line -> line.startsWith("S\t")).anyMatch(l -> l.startsWith("O\t"));
  }

  @Test
  void badInputIsOneLineAndCodeTwo() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.pkml"), "<Simulation");
    badInput(run("run", "absent.pkml"), "absent.pkml");
    badInput(run("run", broken.toString()), "broken.pkml");
    badInput(run("inspect", broken.toString()), "broken.pkml");
    badInput(run("run", "--set", "Organism|Wieght=1"), "Organism|Wieght", "Organism|Weight");
    badInput(run("run", "--set", "Organism|Weight=heavy"), "heavy");
    badInput(run("run", "--set", "Organism|Weight"), "PATH=VALUE");
    badInput(run("run", "--abs-tol", "-1"), "absTol -1.0");
    badInput(run("run", "--out", "x.json"), "x.json", ".csv");
    badInput(run("run", "--out", folder.resolve("no/x.csv").toString()), "folder");
    badInput(run("run", "--repeat", "-1"), "--repeat");
    badInput(run("run", "--sensitivity", DemoModel.WEIGHT), "--sens-out");
    String tsv = folder.resolve("s.tsv").toString();
    badInput(run("run", "--sens-out", tsv), "--sensitivity");
    badInput(run("run", "--sens-out", tsv, "--sensitivity", "Organism|Wieght"), "Organism|Weight");
    badInput(run("run", "--sens-out", tsv, "--sensitivity", DemoModel.PLASMA), "observer");
    badInput(run("serve", "--port", "70000"), "70000");
    badInput(run("walk"), "walk");
    badInput(run(), "a command is missing");
  }

  @Test
  void aFailedSimulationIsCodeOneAndSaysWhen() throws IOException {
    // Two internal steps between outputs, the first of 1e-10 min: no run can keep to that.
    String model = new String(DemoModel.bytes(), StandardCharsets.UTF_8);
    String hopeless = model.replace("value=\"100000\"", "value=\"2\"");
    assertThat(hopeless).isNotEqualTo(model);
    Path file = Files.writeString(folder.resolve("hopeless.pkml"), hopeless);
    Outcome outcome = run("run", file.toString());
    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("t = ").doesNotContain("\tat ");
  }

  @Test
  void largestValueAndAreaOfATriangle() {
    double[] times = {0, 2, 6};
    double[] values = {0, 4, 0};
    assertThat(RunReport.peak(values)).isEqualTo(1);
    assertThat(RunReport.area(times, values)).isCloseTo(12, within(1e-15));
    assertThat(RunReport.peak(new double[] {Double.NaN, 1, 1})).isEqualTo(1);
    assertThat(RunReport.peak(new double[] {Double.NaN})).isEqualTo(-1);
  }

  @Test
  void auditVerifyTellsIntactFromBroken() throws IOException {
    Path trail = folder.resolve("audit");
    try (Bridge bridge =
        Bridge.open(BridgeConfig.builder().auditEnabled(true).auditDirectory(trail).build())) {
      bridge.call(new LoadSimulation.Request("demo", "demo"));
      bridge.call(new ListParameters.Request("demo", null, null, null));
    }
    Outcome intact = run("audit", "verify", "--dir", trail.toString());
    assertThat(intact.code()).as(intact.toString()).isZero();
    assertThat(intact.out()).isEqualToNormalizingNewlines("intact   2 events\n");
    try (Stream<Path> files = Files.walk(trail)) {
      Path day = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      Files.write(day, Files.readAllLines(day).subList(0, 1));
    }
    Outcome broken = run("audit", "verify", "--dir", trail.toString());
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).contains("broken", "the last 1 event is missing", "1 events before");
    badInput(run("audit", "verify", "--dir", "nowhere"), "nowhere");
    badInput(run("audit"), "audit verify");
  }

  private String config(String... lines) throws IOException {
    Path file = folder.resolve("perfusion.conf");
    Files.write(file, List.of(lines));
    return file.toString();
  }

  @Test
  void configPrintMasksSecretsAndChecks() throws IOException {
    String file = config("AUTH_DEV_SECRET=very-secret", "PORT=9001");
    Outcome outcome = run("config", "print", "--config", file);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("PORT=9001  # " + file, "AUTH_DEV_SECRET=***", "HOST=127.0.0.1  # default")
        .doesNotContain("very-secret");
    badInput(run("config", "print", "--config", config("PORT=http")), "PORT", "http");
    badInput(run("config", "print", "--config", config("HOST=0.0.0.0")), "refusing to serve");
  }

  @Test
  void tokensAreThoseThatTheServerTakes() throws IOException {
    String secret = "development";
    String file = config("AUTH_DEV_SECRET=" + secret);
    Outcome outcome =
        run(
            "token",
            "--subject",
            "ada",
            "--roles",
            "operator,viewer",
            "--ttl",
            "30m",
            "--config",
            file);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    AuthSettings auth = new AuthSettings(null, null, null, 900, secret, 0, 0, false);
    Identity identity =
        Authenticator.of(auth, true, true)
            .authenticate(Optional.of("Bearer " + outcome.out().strip()));
    assertThat(identity.subject()).isEqualTo("ada");
    assertThat(identity.roles()).containsExactlyInAnyOrder(Role.OPERATOR, Role.VIEWER);
    badInput(run("token", "--subject", "a", "--roles", "cook", "--config", file), "cook", "viewer");
    badInput(run("token", "--subject", "a", "--ttl", "soon", "--config", file), "soon", "30m");
    badInput(run("token", "--subject", "a", "--config", config("PORT=1")), "AUTH_DEV_SECRET");
  }

  @Test
  void toolsListsTheSchemas() {
    Outcome outcome = run("tools");
    assertThat(outcome.code()).isZero();
    JsonNode tools = Json.mapper().readTree(outcome.out()).path("tools");
    assertThat(tools.size()).isGreaterThan(6);
    JsonNode load = null;
    for (JsonNode tool : tools) {
      load = tool.path("name").asString().equals("load_simulation") ? tool : load;
    }
    assertThat(load).isNotNull();
    assertThat(load.path("inputSchema").path("properties").has("filePath")).isTrue();
    assertThat(run("tools", "--names").out().lines()).hasSize(tools.size());
  }

  private Outcome population(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "population";
    all[1] = "--out=" + folder.resolve("population");
    System.arraycopy(more, 0, all, 2, more.length);
    return run(all);
  }

  @Test
  void aPopulationIsRunContinuedAndKept() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("p.csv"), "IndividualId;Organism|Weight [kg];X|Y\n5;70;1\n3;-1;1\n");
    Outcome failed = population("--csv=" + csv, "--outputs", DemoModel.PLASMA);
    assertThat(failed.code()).as(failed.toString()).isEqualTo(1);
    assertThat(failed.out()).contains("1 of 2 runs failed, more than the share of 0.1");
    Outcome done = population("--csv=" + csv, "--max-failed=0.5", "--outputs", DemoModel.PLASMA);
    assertThat(done.code()).as(done.toString()).isZero();
    assertThat(done.out())
        .contains("2 subjects x 1 replicates, 2 runs done, 1 failed")
        .contains("warning   1 columns of the file are not in the model and change nothing: X|Y.");
    assertThat(done.err()).contains("2 of 2 subjects");
    Outcome again = population("--csv=" + csv, "--quiet", "--outputs", DemoModel.PLASMA);
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("already holds all of it; nothing was run");
    assertThat(again.err()).isEmpty();
    badInput(
        population("--csv=" + csv, "--outputs", DemoModel.METABOLITE_PLASMA),
        "holds a population with other inputs: outputs was");
  }

  @Test
  void aPopulationNeedsGoodInput() throws IOException {
    badInput(population(), "--workload", "--csv");
    badInput(population("--workload=" + folder.resolve("none.json")), "there is no such file");
    Path workload = Files.writeString(folder.resolve("w.json"), "{\"cohort\":{\"size\":1}}");
    badInput(population("--workload=" + workload), "w.json: parameters is missing");
    Files.writeString(workload, "{\"cohort\":");
    badInput(population("--workload=" + workload), "w.json is not JSON");
    Files.writeString(
        workload,
        """
        {"cohort":{"size":1},"parameters":[
         {"path":"Organism|Wight","level":"subject","distribution":"uniform","min":1,"max":2}]}
        """);
    badInput(
        population("--workload=" + workload),
        "parameters[0].path",
        "closest: Organism|Weight",
        "every path of a workload must be in the model");
    Path csv = Files.writeString(folder.resolve("p.csv"), "IndividualId,Organism|Weight\n1,70\n");
    badInput(
        population("--workload=" + workload, "--ageing=" + csv), "individuals of a --workload");
    Files.writeString(
        workload, Files.readString(workload).replaceFirst("\\{", "{\"model\": \"other.pkml\","));
    badInput(population("--workload=" + workload), "is for the model other.pkml");
    badInput(population("--csv=" + csv, "--ageing=" + folder.resolve("n.csv")), "no such file");
    badInput(population("--csv=" + csv, "--seed=3"), "nothing is drawn for a --csv file");
    badInput(population("--csv=" + csv, "--workload=" + workload), "mutually exclusive");
    badInput(population("--csv=" + csv, "--threads=0"), "--threads 0");
    badInput(population("--csv=" + csv, "--outputs", "Organism|Nowhere"), "Organism|Nowhere");
    badInput(population("--csv=" + folder.resolve("none.csv")), "none.csv", "no such file");
    badInput(run("population", "--csv=" + csv), "--out");
  }
}
