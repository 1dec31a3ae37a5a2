package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.benchmarks.run.RunRequest;
import dev.perfusion.benchmarks.run.Storage;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RunCommandTest {
  @TempDir private Path folder;

  private static RunRequest parse(String... arguments) {
    RunCommand command = new RunCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.request();
  }

  @Test
  void blankOptionsCountAsAbsentBecauseMavenPassesThemAlways() {
    RunRequest request =
        parse(
            "--model=",
            "--simulation=",
            "--parameter=",
            "--baseline=",
            "--profile-all=false",
            "--label=");

    assertThat(request.scenario()).isEqualTo("smoke");
    assertThat(request.model()).isEmpty();
    assertThat(request.simulation()).isEmpty();
    assertThat(request.parameter()).isEmpty();
    assertThat(request.baseline()).isEmpty();
    assertThat(request.label()).isEmpty();
    assertThat(request.profileAll()).isFalse();
  }

  @Test
  void relativeFilesAreLookedUpFromTheFolderWhereTheUserStands() {
    RunRequest request =
        parse("--base-dir=" + folder, "--model=../models/a.pkml", "--baseline=b.json");

    assertThat(request.model()).contains(folder.resolveSibling("models").resolve("a.pkml"));
    assertThat(request.baseline()).contains(folder.resolve("b.json"));
  }

  @Test
  void profileTakesTheValueThatMavenGivesToABareProperty() {
    assertThat(parse("--profile-all=true").profileAll()).isTrue();
    assertThat(parse("--profile-all").profileAll()).isTrue();
  }

  @Test
  void missingServerJarIsNamedWithTheCommandThatBuildsIt() {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute("run", "--root=" + folder, "--base-dir=" + folder);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains(folder.resolve("bridge/target/perfusion-bridge.jar").toString())
        .contains("mvn -pl bridge package");
  }

  @Test
  void missingModelAndUnknownScenarioAreUsageErrors() {
    StringWriter err = new StringWriter();
    CommandLine main = Main.commandLine().setErr(new PrintWriter(err));

    assertThat(main.execute("run", "--root=" + folder, "--model=/nowhere/x.pkml")).isEqualTo(2);
    assertThat(main.execute("run", "--scenario=huge")).isEqualTo(2);
    assertThat(main.execute("run", "--simulation=Rat, iv")).isEqualTo(2);
    assertThat(main.execute("load", "--simulation=Rat, iv")).isEqualTo(2);
    assertThat(err.toString())
        .contains("The model file " + Path.of("/nowhere/x.pkml") + " does not exist")
        .contains("unknown scenario 'huge'; known: smoke, baseline")
        .contains("--simulation Rat, iv: name its project file with --model");
  }

  @Test
  void everyOptionOfTheScenariosReachesTheRequest() {
    RunRequest request =
        parse(
            "--scenario=stress",
            "--iterations=7",
            "--warmup=2",
            "--concurrency=1,4",
            "--seed=9",
            "--transport=rest",
            "--base-url=http://host:81",
            "--token=t",
            "--label=l",
            "--model=/theirs/m.pksim5",
            "--simulation=Rat, iv",
            "--workload=w.json",
            "--base-dir=" + folder);

    assertThat(request.scenario()).isEqualTo("stress");
    assertThat(request.tuning().iterations()).contains(7);
    assertThat(request.tuning().warmUp()).contains(2);
    assertThat(request.tuning().concurrency()).containsExactly(1, 4);
    assertThat(request.tuning().seed()).contains(9L);
    assertThat(request.server().orElseThrow())
        .isEqualTo(new Endpoint("host", 81, false, Optional.of("t")));
    assertThat(request.label()).contains("l");
    // The server's path, not one of this machine.
    assertThat(request.model()).contains(Path.of("/theirs/m.pksim5"));
    assertThat(request.simulation()).contains("Rat, iv");
    assertThat(request.workload()).contains(folder.resolve("w.json"));
    assertThat(parse("--profile=lock").tuning().profile()).isEqualTo(ProfileKind.LOCK);
    assertThat(parse("--profile=lock").profileAll()).isTrue();
  }

  /** Of somebody else's server nobody knows unless the user says. */
  @Test
  void whatResultsLieOnIsKnownOfOwnServersOnly() {
    assertThat(parse().storage()).isEqualTo(Storage.FILE);
    assertThat(parse("--storage=object").storage()).isEqualTo(Storage.OBJECT);
    assertThat(parse("--base-url=http://host:81").storage()).isEqualTo(Storage.UNKNOWN);
    assertThat(parse("--base-url=http://host:81", "--storage=file").storage())
        .isEqualTo(Storage.FILE);
    assertThat(parse("--base-url=http://host:81", "--storage=object").storage())
        .isEqualTo(Storage.OBJECT);
  }

  @Test
  void aRunningServerIsNotProfiledAndHasToBeThere() {
    StringWriter err = new StringWriter();
    CommandLine main = Main.commandLine().setErr(new PrintWriter(err));

    assertThat(main.execute("run", "--base-url=http://127.0.0.1:1", "--profile=cpu")).isEqualTo(2);
    assertThat(main.execute("run", "--root=" + folder, "--base-url=http://127.0.0.1:1"))
        .isEqualTo(2);
    assertThat(main.execute("run", "--base-url=ftp://x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("ask the running one for its own")
        .contains("cannot connect to http://127.0.0.1:1")
        .contains("'ftp://x' is not of the form");
  }

  private final StringWriter said = new StringWriter();

  private int execute(String... arguments) {
    PrintWriter writer = new PrintWriter(said, true);
    return Main.commandLine().setOut(writer).setErr(writer).execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "run --scenario=huge; unknown scenario 'huge'",
        "run --iterations=0; At least one iteration",
        "run --iterations=many; 'many' is not an int",
        "run --warmup=-1; no negative warm-up",
        "run --concurrency=0; Concurrency is 1 to 512",
        "run --concurrency=4,600; Concurrency is 1 to 512",
        "run --concurrency=four; 'four' is not an int",
        "run --seed=x; 'x' is not a long",
        "run --transport=soap; unknown transport 'soap'; known: inprocess, rest, mcp",
        "run --profile=gpu; unknown profile 'gpu'; known: cpu, alloc, lock, wall, nativemem",
        "run --storage=tape; unknown storage 'tape'; known: file, object",
        "run --storage=unknown; unknown storage 'unknown'; known: file, object",
        "run --size-mb=26; Generated models have 1 to 25 MB",
        "run --base-url=host:8000; is not of the form http://HOST:PORT",
        "run --base-url=http://host --token=\u00e4; The token has spaces",
        "run --bogus; Unknown option: '--bogus'",
        "load --transport=inprocess; A load comes over rest or mcp",
        "load --tool=dance; unknown tool 'dance'",
        "load --percent=-5; must be above 0",
        "load --model=nowhere/a.pkml; The model file nowhere/a.pkml does not exist",
        "load --server-jar=nowhere.jar; nowhere.jar is missing; build it with",
        "load --base-url=http://127.0.0.1:1; cannot connect to http://127.0.0.1:1",
        "job-times --audit=nowhere; there is no nowhere",
        "fetch-data --no-check --manifest=nowhere.json; there is no nowhere.json",
      })
  void badValuesAreUsageErrorsThatSayWhatIsWrong(String line, String message) {
    assertThat(execute(line.split(" "))).isEqualTo(2);
    assertThat(said.toString()).contains(message).doesNotContain("\tat ");
  }

  /** Before the first fork, not as the failure of each of them. */
  @Test
  void inputsThatNoForkCanUseAreRefusedAtOnce() throws IOException {
    Files.createDirectories(folder.resolve("bridge/target"));
    Files.createFile(folder.resolve("bridge/target/perfusion-bridge.jar"));
    String root = "--root=" + folder;
    Path model = Files.writeString(folder.resolve("no.pkml"), "<html/>");
    Path workload = Files.writeString(folder.resolve("workload.json"), "{\"size\": 4}");

    assertThat(execute("run", root, "--model=" + model)).isEqualTo(2);
    assertThat(execute("run", root, "--parameter=Organism|Wait")).isEqualTo(2);
    assertThat(execute("run", root, "--workload=" + workload)).isEqualTo(2);
    Files.writeString(
        workload,
        """
        {"cohort": {"size": 4, "seed": 1}, "parameters": [{"path": "Organism|Heigth",
         "level": "subject", "distribution": "uniform", "min": 1, "max": 2}]}
        """);
    assertThat(execute("run", root, "--workload=" + workload)).isEqualTo(2);
    assertThat(said.toString())
        .contains("not a simulation", "Organism|Wait", "Organism|Heigth")
        .containsSubsequence(workload + ": size is not known", "docs/populations.md")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("var")).doesNotExist();
  }

  /** The parameter is of the model that is generated, not of the demo model. */
  @Test
  void aParameterIsLookedUpInTheGeneratedModel() throws IOException {
    Files.createDirectories(folder.resolve("bridge/target"));
    Files.createFile(folder.resolve("bridge/target/perfusion-bridge.jar"));

    int code =
        execute(
            "run",
            "--root=" + folder,
            "--scenario=baseline",
            "--size-mb=1",
            "--parameter=" + DemoModel.ORAL_DOSE);

    assertThat(code).isEqualTo(2);
    assertThat(said.toString()).contains(DemoModel.ORAL_DOSE).doesNotContain("FAILED");
  }

  @Test
  void theScriptTellsWhereTheRepositoryIs() {
    System.setProperty("perfusion.root", folder.toString());
    try {
      assertThat(parse().root()).isEqualTo(folder);
      assertThat(parse("--root=" + folder.resolve("other")).root())
          .isEqualTo(folder.resolve("other"));
    } finally {
      System.clearProperty("perfusion.root");
    }
    assertThat(parse().root()).isEqualTo(Path.of("").toAbsolutePath());
  }

  private static List<String> toJmh(String... options) {
    CommandLine main = Main.commandLine();
    main.parseArgs(Stream.concat(Stream.of("jmh"), Stream.of(options)).toArray(String[]::new));
    JmhCommand jmh = main.getSubcommands().get("jmh").getCommand();
    return jmh.arguments();
  }

  @Test
  void jmhGetsItsOptionsUnchangedAndInOrderAndFailsWithABenchmark() {
    assertThat(toJmh("-p", "transport=rest", "Load.*", "-f", "1", "-h"))
        .containsExactly("-foe", "true", "-p", "transport=rest", "Load.*", "-f", "1", "-h");
    assertThat(toJmh("A", "-foe", "false")).containsExactly("A", "-foe", "false");
    assertThat(toJmh("--foe=false")).containsExactly("--foe=false");
  }
}
