package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.benchmarks.run.RunRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        parse("--model=", "--parameter=", "--baseline=", "--profile-all=false", "--label=");

    assertThat(request.scenario()).isEqualTo("smoke");
    assertThat(request.model()).isEmpty();
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
    assertThat(err.toString())
        .contains("The model file " + Path.of("/nowhere/x.pkml") + " does not exist")
        .contains("unknown scenario 'huge'; known: smoke, baseline");
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
            "--model=/theirs/m.pkml",
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
    assertThat(request.model()).contains(Path.of("/theirs/m.pkml"));
    assertThat(request.workload()).contains(folder.resolve("w.json"));
    assertThat(parse("--profile=lock").tuning().profile()).isEqualTo(ProfileKind.LOCK);
    assertThat(parse("--profile=lock").profileAll()).isTrue();
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

  @Test
  void jmhGetsItsOptionsUnchangedAndInOrder() {
    CommandLine main = Main.commandLine();
    main.parseArgs("jmh", "-p", "transport=rest", "Load.*", "-f", "1", "-h");
    JmhCommand jmh = main.getSubcommands().get("jmh").getCommand();

    assertThat(jmh.arguments()).containsExactly("-p", "transport=rest", "Load.*", "-f", "1", "-h");
  }
}
