package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.Main;
import dev.perfusion.fixtures.DemoModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code load} with a server of its own. */
class LoadCommandTest {
  @TempDir private Path folder;

  /** The server works in another folder than the one where the command is called. */
  @Test
  void aModelIsNamedAsSeenFromWhereTheCommandIsCalled() throws Exception {
    Path model = DemoModel.writeTo(Files.createDirectories(folder.resolve("models")));
    Path relative = Path.of("").toAbsolutePath().relativize(model.toRealPath());
    StringWriter said = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));

    int code =
        line.execute(
            "load",
            "--root=" + Path.of("..").toAbsolutePath().normalize(),
            "--model=" + relative,
            "--tool=get_parameter_value",
            "--users=1",
            "--seconds=0.5",
            "--warmup=0.2",
            "--rate=20",
            "--out=" + folder.resolve("load"));

    assertThat(code).as("%s", said).isZero();
    JsonNode document =
        JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("load.json")));
    assertThat(document.at("/plan/model").stringValue()).isEqualTo(DemoModel.FILE_NAME);
    assertThat(document.at("/levels/1/calls").intValue()).isEqualTo(10);
  }
}
