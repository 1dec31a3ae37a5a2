package dev.perfusion.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.run.RunRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
  void jmhGetsItsOptionsUnchangedAndInOrder() {
    CommandLine main = Main.commandLine();
    main.parseArgs("jmh", "-p", "transport=rest", "Load.*", "-f", "1", "-h");
    JmhCommand jmh = main.getSubcommands().get("jmh").getCommand();

    assertThat(jmh.arguments()).containsExactly("-p", "transport=rest", "Load.*", "-f", "1", "-h");
  }
}
