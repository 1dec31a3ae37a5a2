package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge in another program: the README's example, and what it needs on the class path. */
class EmbeddingTest {
  /** What only servers, their clients and the command line need, or durable state. */
  private static final List<String> NOT_NEEDED =
      List.of(
          "javalin",
          "jetty",
          "kotlin",
          "jakarta",
          "picocli",
          "nimbus",
          "logback",
          "jedis",
          "sqlite",
          "arrow",
          "flatbuffers",
          "junit",
          "assertj",
          "archunit");

  @TempDir private Path folder;

  @Test
  void theReadmeShowsTheProgramThatIsTested() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    int start = readme.indexOf("try (Bridge bridge");
    String shown = readme.substring(start, readme.indexOf("```", start));
    String source =
        Files.readString(
            Path.of("src/test/java/dev/perfusion/verification/bridge/EmbeddingExample.java"));
    assertThat(withoutIndent(source)).contains(withoutIndent(shown));
    assertThat(shown.lines().count()).isLessThanOrEqualTo(10);
  }

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }

  @Test
  void itNeedsNoServerLibrary() throws Exception {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String classPath =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> NOT_NEEDED.stream().noneMatch(new File(entry).getName()::contains))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath.length()).isLessThan(all.length());
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                EmbeddingExample.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text).contains("Plasma concentration", "points").doesNotContain("Exception");
    try (var left = Files.list(folder)) {
      assertThat(left).as("nothing is written").containsExactly(out);
    }
  }
}
