package dev.perfusion.verification.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No file below 10 MB takes more than 512 MB of heap or more than two minutes, whatever it holds.
 */
class HugeFilesTest {
  private static final int SECONDS = 120;

  @TempDir private Path folder;

  /** The process of one file: prints the refusal, or nothing when the file was accepted. */
  static final class Reader {
    private Reader() {}

    /**
     * Reads a file.
     *
     * @param arguments target, file
     */
    public static void main(String[] arguments) throws IOException {
      byte[] input = Files.readAllBytes(Path.of(arguments[1]));
      System.out.println("read: " + FuzzTarget.valueOf(arguments[0]).test(input));
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysWithinBounds(HugeFile kind) throws IOException, InterruptedException {
    byte[] bytes = kind.bytes();
    assertThat(bytes).hasSizeLessThan(10_000_000);
    Path file = Files.write(folder.resolve("huge"), bytes);
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                kind.target().name(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String said = Files.readString(output);
    assertThat(ended).as("ends within %d s: %s", SECONDS, said).isTrue();
    assertThat(said).contains("read: ").contains(kind.refusal());
    assertThat(process.exitValue()).as(said).isZero();
  }
}
