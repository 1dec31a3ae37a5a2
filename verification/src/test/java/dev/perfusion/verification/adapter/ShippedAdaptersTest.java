package dev.perfusion.verification.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.verification.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Worker processes and the official solver from the jar as users get it. */
class ShippedAdaptersTest {
  private static final Path JAR =
      Path.of("../bridge/target/perfusion-bridge.jar").toAbsolutePath().normalize();
  private static final double MOST_START_MS = 400;

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(folder.resolve("err").toFile());
    builder.environment().remove("OSPSUITE_LIBS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), out, Files.readString(folder.resolve("err")));
  }

  @Test
  void workersStartFast() throws Exception {
    assertThat(JAR).isRegularFile();
    Outcome outcome = run(Map.of(), "worker-starts", "--times", "20");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<Double> times = outcome.out().lines().map(Double::parseDouble).sorted().toList();
    assertThat(times).hasSize(20);
    double median = (times.get(9) + times.get(10)) / 2;
    System.out.printf("worker starts: median %.0f ms of %s%n", median, times);
    assertThat(median).isLessThan(MOST_START_MS);
  }

  @Test
  void aServerThatRequiresRDoesNotStartWithoutIt() throws Exception {
    Map<String, String> noR =
        Map.of("ADAPTER_REQUIRE_R_ENV", "true", "ADAPTER_R_PATH", folder.resolve("R").toString());
    Outcome outcome = run(noR, "serve", "--port", "0");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("ADAPTER_REQUIRE_R_ENV", "Looked for: R as " + folder.resolve("Rscript"));
  }

  @Test
  void withoutTheLibraryCompareSaysSo() throws Exception {
    Outcome outcome = run(Map.of(), "compare");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).contains("OSPSUITE_LIBS");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void compareRunsBothAndWritesJson() throws Exception {
    Map<String, String> libs = Map.of("OSPSUITE_LIBS", SimModelContractTest.libraries().toString());
    Outcome outcome = run(libs, "compare", "--repeat", "3", "--json", "demo.json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("ours", "official", "steps");
    JsonNode found = Json.mapper().readTree(Files.readAllBytes(folder.resolve("demo.json")));
    for (String side : List.of("ours", "official")) {
      JsonNode one = found.path(side);
      assertThat(one.path("loadMs").doubleValue()).isPositive();
      assertThat(one.path("finalizeMs").doubleValue()).isPositive();
      assertThat(one.path("runMs").path("min").doubleValue()).isPositive();
      assertThat(one.path("runMs").path("median").doubleValue())
          .isBetween(
              one.path("runMs").path("min").doubleValue(),
              one.path("runMs").path("max").doubleValue());
      assertThat(one.has("steps")).isTrue();
    }
    assertThat(found.path("maxRelDiff").doubleValue()).isBetween(0.0, 1e-3);
    assertThat(found.path("column").stringValue()).contains("|");
    assertThat(found.path("columns").intValue()).isEqualTo(8);
  }

  /** Its only output stays 0 with both: that is not the same as nothing having been compared. */
  @Test
  void equalResultsAreNamedToo() throws Exception {
    Path model = SharedFolder.required("models/pkml/run.pkml").toAbsolutePath();
    Map<String, String> libs = Map.of("OSPSUITE_LIBS", SimModelContractTest.libraries().toString());
    Outcome outcome = run(libs, "compare", model.toString(), "--repeat", "1", "--json", "r.json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode found = Json.mapper().readTree(Files.readAllBytes(folder.resolve("r.json")));
    assertThat(found.path("maxRelDiff").doubleValue()).isZero();
    assertThat(found.path("column").stringValue()).startsWith("run|");
    assertThat(found.path("columns").intValue()).isEqualTo(1);
  }

  /** A whole-body model of which the official counts are known. */
  @Test
  void officialStepsAreCounted() throws Exception {
    Path model = SharedFolder.required("models/simmodel/POPsim.xml").toAbsolutePath();
    Map<String, String> libs = Map.of("OSPSUITE_LIBS", SimModelContractTest.libraries().toString());
    Outcome outcome = run(libs, "compare", model.toString(), "--repeat", "1", "--json", "p.json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode official =
        Json.mapper().readTree(Files.readAllBytes(folder.resolve("p.json"))).path("official");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(official.path("steps").doubleValue()).isCloseTo(1056, within(30.0));
      assertThat(official.path("rhsCalls").doubleValue()).isCloseTo(1130, within(40.0));
    } else {
      assertThat(official.path("steps").isNull()).isTrue();
    }
  }
}
