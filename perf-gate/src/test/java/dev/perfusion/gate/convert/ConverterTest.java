package dev.perfusion.gate.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.document.Timing;
import dev.perfusion.gate.jmh.JmhResults;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ConverterTest {
  private static final double ROUNDING = 1e-12;

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void chooseOutput() {
    out = folder.resolve("benchmarks/run.json");
  }

  private BenchmarkDocument convert(String jmh, String meta) {
    return Converter.convert(
        JmhResults.read(Inputs.write(folder, "jmh.json", jmh)),
        RunMetadata.read(Inputs.write(folder, "meta.json", meta)),
        out);
  }

  private BenchmarkDocument plain() {
    return convert(Inputs.text("jmh.json"), Inputs.text("meta.json"));
  }

  private BenchmarkDocument withMeta(String old, String replacement) {
    return convert(Inputs.text("jmh.json"), Inputs.changed("meta.json", old, replacement));
  }

  @Test
  void percentilesArePooledAndPerFork() {
    Step load = plain().steps().get("load_simulation/inprocess/warm/1");

    // Fork 1: 1 1 1 1 2 ms; fork 2: 3 3 4 ms.
    assertThat(load.stats().count()).isEqualTo(8);
    assertThat(load.stats().p50()).isEqualTo(1.5);
    assertThat(load.stats().p95()).isCloseTo(3.65, within(ROUNDING));
    assertThat(load.perFork().get(0).p95()).isCloseTo(1.8, within(ROUNDING));
    assertThat(load.perFork().get(1).p95()).isCloseTo(3.9, within(ROUNDING));
    assertThat(load.method().timing()).isEqualTo(Timing.PER_CALL);
  }

  @Test
  void meanTimesAndRatesAreNoLatencies() {
    Step load = plain().steps().get("load_simulation/inprocess/warm/1");

    assertThat(load.averageTime().meanMs()).isEqualTo(3.0);
    assertThat(load.averageTime().perForkMs()).containsExactly(2.0, 4.0);
    assertThat(load.throughput().perSecond()).isEqualTo(550);
    assertThat(load.stats().max()).isEqualTo(4.0);
  }

  @Test
  void batchesAreDividedAndLabelled() {
    Step read = plain().steps().get("get_parameter_value/inprocess/warm/1");

    assertThat(read.method().timing()).isEqualTo(Timing.BATCHED);
    assertThat(read.method().batchSize()).isEqualTo(100);
    assertThat(read.stats().min()).isEqualTo(0.005);
    assertThat(read.stats().max()).isEqualTo(0.02);
  }

  @Test
  void operationsPerInvocationAreNotDividedTwice() {
    BenchmarkDocument document =
        withMeta(
            "\"step\": \"load_simulation/inprocess/warm/1\",\n      \"resources\"",
            "\"operationsPerInvocation\": 10, \"step\": \"load_simulation/inprocess/warm/1\",\n      \"resources\"");
    Step load = document.steps().get("load_simulation/inprocess/warm/1");

    assertThat(load.stats().max()).isEqualTo(4.0);
    assertThat(load.method().batchSize()).isEqualTo(10);
    assertThat(load.method().timing()).isEqualTo(Timing.BATCHED);
  }

  @Test
  void aRecorderTakesThePlaceOfJmh() {
    Step run = plain().steps().get("run_simulation/rest/warm/1/demo");

    assertThat(run.method().timing()).isEqualTo(Timing.RECORDER);
    assertThat(run.stats().count()).isEqualTo(6);
    assertThat(run.stats().p50()).isEqualTo(6.0);
    assertThat(run.key().model()).isEqualTo("demo");
  }

  @Test
  void samplesMayStandInAFileBesideTheMetadata() {
    Inputs.write(folder, "recorded.json", "[[[5, 2], [7, 1]], [[6, 3]]]");
    String meta = Inputs.text("meta.json");
    int from = meta.indexOf("\"samples\":");
    int to = meta.indexOf("\"statuses\"", from);
    String moved =
        meta.substring(0, from) + "\"samplesFile\": \"recorded.json\", " + meta.substring(to);

    assertThat(
            convert(Inputs.text("jmh.json"), moved)
                .steps()
                .get("run_simulation/rest/warm/1/demo")
                .stats())
        .isEqualTo(plain().steps().get("run_simulation/rest/warm/1/demo").stats());
  }

  @Test
  void theRunsGiveTheSummaryAndTheEntriesTheJobs() {
    BenchmarkDocument document = plain();

    assertThat(document.summary().count()).isEqualTo(2);
    assertThat(document.summary().p50()).isEqualTo(50.0);
    assertThat(document.jobMetrics().statuses()).containsEntry("succeeded", 6L);
    assertThat(document.adapterTimings().queueWaitMs().count()).isEqualTo(3);
    assertThat(document.adapterTimings().queueWaitMs().mean()).isEqualTo(2.0);
    assertThat(document.adapterTimings().serialisationMs()).isNull();
  }

  @Test
  void linksAreRelativeToTheDocument() {
    assertThat(plain().flameGraphs().get(0).file()).isEqualTo("../profiles/load.html");
  }

  @Test
  void aFailedBenchmarkIsAStepWithItsReason() {
    BenchmarkDocument document = convert("[]", Inputs.text("meta.json"));
    Step load = document.steps().get("load_simulation/rest/warm/1");

    assertThat(load.errors()).isEqualTo(1);
    assertThat(load.stats().count()).isZero();
    assertThat(load.failures().get(0))
        .startsWith(
            "JMH has no result for example.ToolBenchmark.load with params {transport=rest}");
  }

  @Test
  void otherParametersAreNamedWhenOneFailed() {
    BenchmarkDocument document =
        withMeta(
            "\"params\": {\n        \"transport\": \"rest\"\n      },\n      \"tool\"",
            "\"params\": {\"transport\": \"carrier pigeon\"}, \"tool\"");

    assertThat(document.steps().get("load_simulation/rest/warm/1").failures().get(0))
        .contains("it has", "{transport=inprocess}", "{transport=rest}");
    assertThat(document.warnings())
        .containsExactly(
            "JMH result without metadata, left out: example.ToolBenchmark.load mode sample threads 1"
                + " params {transport=rest}");
  }

  @Test
  void failedJobsAreErrors() {
    BenchmarkDocument document =
        withMeta("\"succeeded\": 6", "\"succeeded\": 3, \"failed\": 2, \"timeout\": 1");

    assertThat(document.steps().get("run_simulation/rest/warm/1/demo").errors()).isEqualTo(3);
  }

  @Test
  void shortCallsTimedOneByOneAreWarnedAbout() {
    String jmh =
        Inputs.text("jmh.json")
            .replace("\"measurementBatchSize\": 100", "\"measurementBatchSize\": 1");
    String meta =
        Inputs.changed("meta.json", "\"timing\": \"batched\"", "\"timing\": \"per-call\"");
    String shorter =
        jmh.replace("1500.0", "30.0")
            .replace("2500.0", "31.0")
            .replace("3500.0", "32.0")
            .replace("1000.0", "25.0")
            .replace("500.0", "20.0");

    assertThat(convert(shorter, meta).warnings())
        .anyMatch(line -> line.startsWith("get_parameter_value/inprocess/warm/1: calls of less"));
    assertThat(convert(jmh, meta).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"transport\": \"rest\",\\n      \"phase\"; \"transport\": \"inprocess\",\\n      \"phase\";"
            + " entries[1]: second entry for step load_simulation/inprocess/warm/1",
        "load_simulation/rest/cold_jvm/1; load_simulation/carrier/cold_jvm/1;"
            + " entries[2].step: unknown transport \"carrier\" (use one of inprocess, rest, mcp)",
        "load_simulation/rest/cold_jvm/1; load_simulation/rest/hot/1; unknown phase \"hot\"",
        "load_simulation/rest/cold_jvm/1; load_simulation/rest/cold_jvm/0; concurrency \"0\"",
        "load_simulation/rest/cold_jvm/1; load_simulation/rest; has not the form tool/transport",
        "\"timing\": \"batched\"; \"timing\": \"per-call\"; \"per-call\" does not fit 100 calls",
        "\"timing\": \"batched\"; \"timing\": \"guessed\"; unknown timing \"guessed\"",
        "2026-01-31T12:00:00Z; yesterday; timestamp: value \"yesterday\" is no UTC time",
        "0123456789abcdef0123; ZZ; dataset.sha256: value",
        "\"logicalCpus\"; \"cpus\"; environment.logicalCpus: missing",
        "\"scenario\"; \"szenario\"; scenario: missing (add a text)",
        "\"wallTimeMs\": 40.0; \"wallTimeMs\": \"NaN\"; runs[0].wallTimeMs: value \"NaN\"",
        "\"entries\"; \"entries\": [], \"other\"; entries: is empty",
        "\"samples\"; \"samplesFile\": \"x\", \"samples\"; entries[4].samplesFile: stands beside samples",
        "\"statuses\"; \"errors\": -1, \"statuses\"; entries[4].errors: value -1 is not a whole number of at least 0",
      })
  void badMetadataIsRefusedWithItsPlace(String old, String replacement, String message) {
    assertThatThrownBy(() -> withMeta(old.replace("\\n", "\n"), replacement.replace("\\n", "\n")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("meta.json: ")
        .hasMessageContaining(message.strip());
  }

  @Test
  void oneResultBelongsToOneStep() {
    assertThatThrownBy(
            () ->
                withMeta(
                    "\"params\": {\n        \"transport\": \"rest\"\n      },\n      \"tool\"",
                    "\"params\": {\"transport\": \"inprocess\"}, \"tool\""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("entries[1]: takes the same JMH result as entries[0]");
  }

  @Test
  void severalLatencyModesNeedAChoice() {
    String jmh = Inputs.text("jmh.json").replace("\"mode\": \"avgt\"", "\"mode\": \"ss\"");

    assertThatThrownBy(() -> convert(jmh, Inputs.text("meta.json")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("entries[0]: matches several JMH results")
        .hasMessageContaining("state mode and threads");
  }

  @Test
  void theHashIsOfTheConfigurationOnly() {
    String hash = plain().configHash();

    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(withMeta("hand written", "other label").configHash()).isEqualTo(hash);
    assertThat(withMeta("demo.pkml", "elsewhere/demo.pkml").configHash()).isEqualTo(hash);
    assertThat(withMeta("2026-01-31", "2026-02-01").configHash()).isEqualTo(hash);
    assertThat(withMeta("\"iterations\": 2", "\"iterations\": 2.0").configHash()).isEqualTo(hash);
    assertThat(withMeta("\"iterations\": 2", "\"iterations\": 3").configHash()).isNotEqualTo(hash);
    assertThat(withMeta("0123456789abcdef0123", "0123456789abcdef0124").configHash())
        .isNotEqualTo(hash);
    assertThat(
            convert(
                    Inputs.text("jmh.json")
                        .replace("\"measurementTime\": \"1 s\"", "\"measurementTime\": \"2 s\""),
                    Inputs.text("meta.json"))
                .configHash())
        .isNotEqualTo(hash);
  }

  @Test
  void theFingerprintIsOfTheMachineAndTheJdk() {
    String print = plain().fingerprint();

    assertThat(withMeta("abc1234", "def5678").fingerprint()).isEqualTo(print);
    assertThat(withMeta("8589934592", "8589000000").fingerprint()).isEqualTo(print);
    assertThat(withMeta("\"logicalCpus\": 2", "\"logicalCpus\": 4").fingerprint())
        .isNotEqualTo(print);
    assertThat(withMeta("17.0.15", "25.0.1").fingerprint()).isNotEqualTo(print);
    assertThat(withMeta("\"os\"", "\"fingerprint\": \"mine\", \"os\"").fingerprint())
        .isEqualTo("mine");
  }

  @Test
  void theFileHasTheFieldsOfTheInterfaceAndComesBack() {
    BenchmarkDocument document = plain();
    document.write(out);
    JsonNode file = JsonFiles.read(out).node();

    assertThat(file.propertyNames())
        .contains(
            "timestamp",
            "scenario",
            "label",
            "config",
            "summary",
            "steps",
            "jobMetrics",
            "runs",
            "processMetrics",
            "warnings",
            "configHash",
            "dataset",
            "environment",
            "resources",
            "adapterTimings",
            "flameGraphs");
    JsonNode load = file.get("steps").get("load_simulation/inprocess/warm/1");
    assertThat(load.get("phaseLabel").stringValue()).isEqualTo("steady");
    assertThat(load.get("tool").stringValue()).isEqualTo("load_simulation");
    assertThat(load.get("histogram").toString()).isEqualTo("[[[1.0,4],[2.0,1]],[[3.0,2],[4.0,1]]]");

    BenchmarkDocument back = BenchmarkDocument.read(out);
    assertThat(back.steps().keySet()).isEqualTo(document.steps().keySet());
    document
        .steps()
        .forEach((key, step) -> assertThat(back.steps().get(key).stats()).isEqualTo(step.stats()));
    assertThat(back.configHash()).isEqualTo(document.configHash());
    assertThat(back.resources()).isEqualTo(document.resources());
    assertThat(back.jobMetrics()).isEqualTo(document.jobMetrics());
    assertThat(back.adapterTimings()).isEqualTo(document.adapterTimings());
  }
}
