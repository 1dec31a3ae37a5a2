package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start script and its class-data archive. */
class StartScriptTest {
  private static final Path TARGET = Path.of("../bridge/target").toAbsolutePath().normalize();
  private static final Path SCRIPT = TARGET.resolve("perfusion");

  @TempDir private Path folder;

  @BeforeEach
  void thereIsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: there is no /bin/sh");
  }

  private int run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private byte[] demo(Map<String, String> environment, List<String> start)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of("run", "--out", "x.csv"));
    int code = run(environment, command);
    assertThat(folder.resolve("err")).isEmptyFile();
    assertThat(code).isZero();
    return Files.readAllBytes(folder.resolve("x.csv"));
  }

  @Test
  void theArchiveFitsTheJdkThatBuiltIt() throws Exception {
    assertThat(TARGET.resolve("perfusion-bridge.jsa")).isNotEmptyFile();
    // -Xshare:on ends the JVM when an archive cannot be used
    demo(Map.of("PERFUSION_JAVA_OPTS", "-Xshare:on"), List.of(SCRIPT.toString()));
  }

  @Test
  void resultsAreTheSameBytesWithAndWithoutTheArchiveAndTheOptimisingCompiler() throws Exception {
    byte[] script = demo(Map.of(), List.of(SCRIPT.toString()));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = TARGET.resolve("perfusion-bridge.jar").toString();
    assertThat(demo(Map.of(), List.of(java, "-jar", jar))).isEqualTo(script);
    assertThat(demo(Map.of(), List.of(java, "-Xint", "-jar", jar))).isEqualTo(script);
    assertThat(demo(Map.of("PERFUSION_JAVA_OPTS", "-Xshare:off"), List.of(SCRIPT.toString())))
        .isEqualTo(script);
  }

  /** Fastest of many runs of the demo model (ms). */
  private double fastest(List<String> start) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of("run", "--repeat", "400"));
    assertThat(run(Map.of(), command)).isZero();
    String out = Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    Matcher minimum = Pattern.compile("minimum ([0-9.]+) ms").matcher(out);
    assertThat(minimum.find()).as(out).isTrue();
    return Double.parseDouble(minimum.group(1));
  }

  /** Methods that were waiting for the compiler when they were archived stay interpreted. */
  @Test
  void theArchiveDoesNotKeepMethodsFromTheCompiler() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> jar = List.of(java, "-jar", TARGET.resolve("perfusion-bridge.jar").toString());
    double with = fastest(List.of(SCRIPT.toString()));
    double without = fastest(jar);
    for (int i = 0; i < 3 && with > 2 * without; i++) {
      with = Math.min(with, fastest(List.of(SCRIPT.toString())));
      without = Math.min(without, fastest(jar));
    }
    assertThat(with).isLessThanOrEqualTo(2 * without);
  }

  @Test
  void theScriptWorksThroughALinkAndPassesCodesAndArgumentsOn() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("my perfusion"), SCRIPT);
    assertThat(run(Map.of(), List.of(link.toString(), "run", "no such model.pkml"))).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err"))).contains("no such model.pkml");
  }
}
