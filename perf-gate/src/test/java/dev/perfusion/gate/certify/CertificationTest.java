package dev.perfusion.gate.certify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.compare.SyntheticPairs;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code certify} does before it measures: jars of one class, and no process. */
class CertificationTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final Suite SUITE = SyntheticPairs.suite("[6, 8]", READ);

  @TempDir private Path folder;
  private Path evidence;
  private Evidence.Jars jars;

  @BeforeEach
  void jarsAreThere() throws IOException {
    evidence = folder.resolve("evidence");
    jars = new Evidence.Jars(jar("product"), jar("harness"), jar("agent"));
  }

  private Path jar(String name) throws IOException {
    Path file = folder.resolve(name + ".jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name + ".class"));
    }
    return file;
  }

  private Evidence begun() {
    Evidence.keep(evidence, jars);
    Binary product = Binary.of("product", null, jars.product());
    return Evidence.open(evidence, product, SUITE, Environment.describe(), Pairing.alternate());
  }

  private String refused(String... options) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    String[] all = new String[options.length + 5];
    String[] first = {"certify", "--budget", "1", "--evidence", evidence.toString()};
    System.arraycopy(first, 0, all, 0, 5);
    System.arraycopy(options, 0, all, 5, options.length);
    int code = PerfGate.commandLine().setOut(writer).setErr(writer).execute(all);
    assertThat(code).as(output.toString()).isEqualTo(2);
    return output.toString();
  }

  /** Without a word of it the caller would hold the certificate for that of his jar. */
  @ParameterizedTest
  @CsvSource({"--jar, product", "--harness, harness", "--agent, agent"})
  void pairsOfAnotherJarThanTheNamedOneAreNotGoneOnWith(String option, String part)
      throws IOException {
    begun();
    String harness = jars.harness().toString();
    Path other = jar("other");
    String said =
        option.equals("--harness")
            ? refused(option, other.toString())
            : refused(option, other.toString(), "--harness", harness);
    assertThat(said)
        .contains(
            other + ": is another " + part + " than that of the pairs in " + evidence,
            "leave it out to go on with that one");
    assertThat(evidence.resolve("identical")).doesNotExist();
  }

  @Test
  void pairsOfAnotherSuiteThanTheNamedOneAreNotGoneOnWith() {
    begun();
    Path other = folder.resolve("suite.json");
    JsonFiles.write(other, SyntheticPairs.suite("[6, 9]", READ).source());
    assertThat(refused("--suite", other.toString(), "--harness", jars.harness().toString()))
        .contains("suite.json: is another suite than that of the pairs in ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"product", "harness", "agent"})
  void keptJarsThatWereChangedAreNotGoneOnWith(String part) throws IOException {
    begun();
    Path kept = evidence.resolve("jars/" + part + ".jar");
    Files.copy(jar("other"), kept, StandardCopyOption.REPLACE_EXISTING);
    Path about = evidence.resolve("about.json");
    String field = part.equals("product") ? "sha256" : part;
    // the default of --harness may not be built here, and what is named is held against the kept
    String named = evidence.resolve("jars/harness.jar").toString();
    assertThat(refused("--harness", named))
        .contains(about + ": " + field + ": is of other pairs than those to be measured");
  }

  @Test
  void evidenceThatWasLeftBeforeItsJarsWereKeptIsBegunAnew() {
    Evidence.keep(evidence, jars);
    assertThat(Evidence.exists(evidence)).isFalse();
    assertThat(begun().jars().agent()).hasSameBinaryContentAs(jars.agent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'\"path\": \"get_parameter_value/rest/warm/1\"'; '\"path\": \"load_simulation/rest/warm/1\"';"
            + " path load_simulation/rest/warm/1 is none of the suite's paths",
        "'\"name\": \"first\"'; '\"name\": \"../first\"'; name ../first is there twice, or is no name",
        "'\"paths\": ['; '\"paths\": [\"get_parameter_value/rest/warm/1\", '; paths: hold one twice",
      })
  void aSuiteWithErrorsIsUnusable(String part, String wrong, String message) throws IOException {
    Path file = folder.resolve("suite.json");
    String text = SUITE.source().toString().replace("\":", "\": ");
    String changed = text.replace(part, wrong);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed);
    assertThat(
            refused(
                "--suite",
                file.toString(),
                "--jar",
                jars.product().toString(),
                "--harness",
                jars.harness().toString(),
                "--agent",
                jars.agent().toString()))
        .contains(message);
    assertThat(evidence).doesNotExist();
  }
}
