package dev.perfusion.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @TempDir private Path folder;

  @Test
  void missingJarIsNamedWithTheCommandThatBuildsIt() {
    Path jar = folder.resolve("target/perfusion-bridge.jar");

    assertThatThrownBy(() -> ServerProcess.start(jar, List.of(), Map.of(), folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The server jar " + jar + " is missing; build it with: mvn -pl bridge package");
  }

  @Test
  void portIsReadFromTheFirstLineAndCloseEndsTheProcess() throws IOException {
    ServerProcess server =
        ServerProcess.start(StubServer.jar(folder), List.of(), Map.of("LINE", "40123"), folder);
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

    assertThat(server.port()).isEqualTo(40123);
    assertThat(process.isAlive()).isTrue();
    server.close();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void serverThatEndsAtOnceIsReportedWithItsLog() throws IOException {
    Path jar = StubServer.jar(folder);

    assertThatThrownBy(() -> ServerProcess.start(jar, List.of(), Map.of("FAIL", "1"), folder))
        .hasMessageContaining("ended before it printed its port")
        .hasMessageContaining("cannot bind");
  }

  /** The limit is for one that hangs: it is stopped, and nothing is left behind. */
  @Test
  void serverThatStaysSilentIsStopped() throws Exception {
    Path jar = StubServer.jar(folder);
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());

    assertThatThrownBy(
            () ->
                ServerProcess.start(
                    jar, List.of(), Map.of("SILENT", "1"), folder, Duration.ofMillis(300)))
        .hasMessageContaining("printed no port within 0.3 s");
    List<ProcessHandle> left =
        ProcessHandle.current().children().filter(child -> !before.contains(child)).toList();
    for (ProcessHandle child : left) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void firstLineWithoutAPortIsQuoted() throws IOException {
    Path jar = StubServer.jar(folder);

    assertThatThrownBy(() -> ServerProcess.start(jar, List.of(), Map.of("LINE", "hello"), folder))
        .hasMessageContaining("should be its port, but is 'hello'");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the watchdog needs a POSIX shell")
  void serverEndsWhenItsParentIsKilled()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    StubServer.jar(folder);
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StubServer.Parent.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long pid = Long.parseLong(parent.inputReader().readLine());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();

    parent.destroyForcibly();

    // Returns at once if the server is gone already; times out if it stays.
    server.onExit().get(10, TimeUnit.SECONDS);
    assertThat(server.isAlive()).isFalse();
  }
}
