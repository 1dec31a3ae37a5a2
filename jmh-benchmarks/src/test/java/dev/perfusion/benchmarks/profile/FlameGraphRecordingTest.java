package dev.perfusion.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.record.FlameGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameGraphRecordingTest {
  @TempDir private Path folder;

  /** Refuses the engines whose names it is given, and writes the stacks it is given. */
  private static final class StubJvm implements ProfiledJvm {
    private final List<String> refused;
    private final String stacks;
    private final List<String> commands = new ArrayList<>();

    StubJvm(List<String> refused, String stacks) {
      this.refused = refused;
      this.stacks = stacks;
    }

    @Override
    public void execute(String command) {
      commands.add(command);
      if (refused.stream().anyMatch(engine -> command.startsWith("start,event=" + engine + ","))) {
        throw new ProfilerCommandException(command, new IOException("No access to perf events"));
      }
      int file = command.indexOf("file=");
      if (file >= 0) {
        try {
          Files.writeString(Path.of(command.substring(file + 5)), stacks);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void fallsBackWhereTheKernelForbidsPerfEventsAndSaysSo() throws IOException {
    StubJvm jvm = new StubJvm(List.of("cpu-clock"), "a;b 3\na;c d 4\n");
    FlameGraph graph = FlameGraphRecording.start(jvm, 7).stop(folder, "x", "X");

    assertThat(graph.engine()).startsWith("ctimer: perf events are not available");
    assertThat(graph.samples()).isEqualTo(7);
    assertThat(graph.pid()).isEqualTo(7);
    assertThat(jvm.commands)
        .filteredOn(command -> command.startsWith("start"))
        .extracting(command -> command.replaceAll("start,event=|,interval.*", ""))
        .containsExactly("cpu-clock", "cpu-clock,alluser", "ctimer");
  }

  @Test
  void nothingAllowedGivesTheReasonOfTheLastEngine() {
    StubJvm jvm = new StubJvm(List.of("cpu-clock", "ctimer", "itimer"), "");

    assertThatThrownBy(() -> FlameGraphRecording.start(jvm, 7))
        .hasMessageContaining("event=itimer")
        .hasMessageContaining("No access to perf events");
  }

  @Test
  void pictureWithoutSamplesIsAnError() {
    StubJvm jvm = new StubJvm(List.of(), "");
    FlameGraphRecording recording = FlameGraphRecording.start(jvm, 7);

    assertThatThrownBy(() -> recording.stop(folder, "x", "X"))
        .hasMessageContaining("no sample was taken by engine perf events");
  }

  @Test
  void libraryComesOutOfTheMavenArtefact() throws IOException {
    Path library = AsyncProfilerLibrary.extractTo(folder);

    assertThat(library).isNotEmptyFile();
  }
}
