package dev.perfusion.gate.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final String READ = "get_parameter_value/rest/warm/1";

  @TempDir private Path folder;

  private Documents run(int day, double p95) {
    Documents document = new Documents().step(READ, 2000, p95);
    document.root().put("timestamp", String.format("2026-01-%02dT12:00:00Z", day));
    return document;
  }

  private void store(int day, Documents document) {
    document.write(folder, String.format("202601%02dT120000Z-smoke.json", day));
  }

  private Series p95(int day) {
    Path last = folder.resolve(String.format("202601%02dT120000Z-smoke.json", day));
    return History.read(folder).seriesUpTo(StoredRun.read(last)).stream()
        .filter(one -> one.step().equals(READ) && one.metric().name().equals("p95"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangeIsFoundInTheRunThatBroughtIt() {
    for (int day = 1; day <= 24; day++) {
      Documents run = run(day, (day < 15 ? 10 : 14) + 0.1 * (day % 3));
      run.root().withObject("/environment").put("commit", "c" + day);
      store(day, run);
    }
    Series series = p95(24);

    assertThat(series.values()).hasSize(24);
    assertThat(series.changes()).hasSize(1);
    Series.Change change = series.changes().get(0);
    assertThat(series.runs().get(change.at()).commit()).isEqualTo("c15");
    assertThat(change.percent()).isBetween(38.0, 42.0);
  }

  @Test
  void noSeriesMixesEnvironmentsScenariosOrDataSets() {
    Documents elsewhere = run(2, 99);
    elsewhere.root().withObject("/environment").put("fingerprint", "machine-2");
    Documents scenario = run(3, 99);
    scenario.root().put("scenario", "baseline");
    Documents dataset = run(4, 99);
    dataset.root().withObject("/dataset").put("sha256", "ef".repeat(32));
    store(1, run(1, 10));
    store(2, elsewhere);
    store(3, scenario);
    store(4, dataset);
    store(5, run(5, 11));

    assertThat(p95(5).values()).containsExactly(10, 11);
    assertThat(p95(2).values()).containsExactly(99);
    assertThat(History.read(folder).places()).hasSize(4);
  }

  @Test
  void aStepThatWasTimedInAnotherWayIsAnotherSeries() {
    Documents batched = run(1, 1);
    batched.step(READ).put("timing", "batched").put("batchSize", 20);
    store(1, batched);
    store(2, run(2, 10));

    assertThat(p95(2).values()).containsExactly(10);
  }

  @Test
  void laterRunsAreNotPartOfTheStory() {
    store(1, run(1, 10));
    store(2, run(2, 11));
    store(3, run(3, 12));

    assertThat(p95(2).values()).containsExactly(10, 11);
  }

  @Test
  void anotherConfigurationIsMarkedInTheSeries() {
    Documents changed = run(2, 11);
    changed.root().put("configHash", "ef".repeat(32));
    store(1, run(1, 10));
    store(2, changed);

    assertThat(p95(2).otherConfigurations()).containsExactly(1);
  }

  @Test
  void whatIsNoDocumentIsToldAndLeftOut() {
    store(1, run(1, 10));
    Inputs.write(folder, "20260102T120000Z-smoke.json", "{\"timestamp\": \"2026");
    Inputs.write(folder, "notes.json", "[1, 2]");
    Inputs.write(folder, "notes.txt", "no JSON");
    Documents elsewhere = run(3, 10);
    elsewhere.root().put("timestamp", "3 Jan");
    elsewhere.write(folder, "other.json");
    History history = History.read(folder);

    assertThat(history.runs()).hasSize(1);
    assertThat(history.unusable()).hasSize(3);
    assertThat(history.unusable().get(2))
        .startsWith("other.json: timestamp: value \"3 Jan\" is no");
    assertThat(history.unusable().get(0))
        .startsWith("20260102T120000Z-smoke.json: ")
        .contains("not valid JSON");
  }

  @Test
  void aFolderThatIsNotThereIsNoHistory() {
    assertThat(History.read(folder.resolve("none"))).isEqualTo(History.NONE);
  }

  @Test
  void theLatestIsByTimeAndScenario() {
    Documents baseline = run(1, 10);
    baseline.root().put("scenario", "baseline");
    store(1, baseline);
    store(2, run(2, 10));
    History history = History.read(folder);

    assertThat(history.latest(null).orElseThrow().timestamp()).startsWith("2026-01-02");
    assertThat(history.latest("baseline").orElseThrow().timestamp()).startsWith("2026-01-01");
    assertThat(history.latest("stress")).isEmpty();
  }

  @Test
  void everyNumberOfAStepIsAMetricWithItsUnit() {
    Documents document = run(1, 10);
    var step = document.step(READ);
    step.withObject("/resources").put("memoryPeakBytes", 1L << 20).put("cpuAvgPercent", 50.5);
    step.withObject("/adapterTimings/queueWaitMs").put("count", 3).put("p95", 1.5);
    step.withObject("/throughput").put("perSecond", 900.0).putArray("perForkPerSecond").add(900);
    step.put("megabytesPerSecond", 75.5);
    step.withObject("/counters")
        .putObject("gc.alloc.rate.norm")
        .put("score", 96)
        .put("unit", "B/op");
    store(1, document);
    var metrics = StoredRun.read(folder.resolve("20260101T120000Z-smoke.json")).steps().get(READ);

    assertThat(metrics.values())
        .contains(
            new Metric("p95", 10, "ms"),
            new Metric("count", 2000, ""),
            new Metric("resources.memoryPeakBytes", 1 << 20, "bytes"),
            new Metric("resources.cpuAvgPercent", 50.5, "%"),
            new Metric("adapterTimings.queueWaitMs.count", 3, ""),
            new Metric("adapterTimings.queueWaitMs.p95", 1.5, "ms"),
            new Metric("throughput.perSecond", 900, "/s"),
            new Metric("megabytesPerSecond", 75.5, "MB/s"),
            new Metric("counters.gc.alloc.rate.norm", 96, "B/op"));
    assertThat(metrics.keySet()).doesNotContain("histogram", "concurrency");
    assertThat(metrics.values().stream().filter(Metric::isTracked).map(Metric::name).toList())
        .isEqualTo(
            List.of(
                "p50",
                "p95",
                "resources.memoryPeakBytes",
                "adapterTimings.queueWaitMs.p95",
                "throughput.perSecond",
                "megabytesPerSecond",
                "counters.gc.alloc.rate.norm"));
  }
}
