package dev.perfusion.gate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.json.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class GateTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String WRITE = "set_parameter_value/rest/warm/1";
  private static final long ENOUGH = 2000;

  @TempDir private Path folder;

  private Verdict compare(Documents result, Documents baseline) {
    return Gate.check(
        "result.json",
        result.read(folder, "result.json"),
        null,
        new Baseline("baseline.json", baseline.read(folder, "baseline.json")));
  }

  private Verdict limit(Documents result, String rules) {
    String text = "{\"rules\": [" + rules + "]}";
    Thresholds thresholds = Thresholds.read(Inputs.write(folder, "thresholds.json", text));
    return Gate.check("result.json", result.read(folder, "result.json"), thresholds, null);
  }

  private static StepRow row(Verdict verdict, String step) {
    return verdict.evidence().rows().stream()
        .filter(row -> row.step().equals(step))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 110, PASS", "100, 110.0000001, FAIL", "100, 109.9, PASS", "40, 44, PASS",
    "40, 44.1, FAIL", "100, 1, PASS", "0, 0, PASS", "0, 0.001, FAIL",
    "1.13, 1.243, PASS", "0.565, 0.6215, PASS", "1.13, 1.2430001, FAIL",
  })
  void theLiteralRuleFailsOnlyAboveTenPercent(double expected, double actual, StepStatus status) {
    Verdict verdict =
        compare(
            new Documents().step(READ, ENOUGH, actual),
            new Documents().step(READ, ENOUGH, expected));

    assertThat(row(verdict, READ).status()).isEqualTo(status);
    assertThat(verdict.exitCode()).isEqualTo(status == StepStatus.FAIL ? 1 : 0);
  }

  @Test
  void aFailureNamesBothValuesAndTheTolerance() {
    Verdict verdict =
        compare(new Documents().step(READ, ENOUGH, 12.5), new Documents().step(READ, ENOUGH, 10));

    assertThat(verdict).isInstanceOf(Verdict.Fail.class);
    assertThat(verdict.evidence().failures())
        .containsExactly(
            READ + " p95 12.500ms exceeds baseline 10.000ms by 25.00% (tolerance 10.0%)");
    assertThat(row(verdict, READ).comparison().deltaPercent()).isEqualTo(25.0);
  }

  @Test
  void nothingIsInfinitelySlowerThanZero() {
    Documents baseline = new Documents().step(READ, ENOUGH, 0);
    Verdict verdict = compare(new Documents().step(READ, ENOUGH, 1), baseline);

    assertThat(row(verdict, READ).comparison().deltaPercent()).isInfinite();
    assertThat(verdict.evidence().failures().get(0)).contains("by inf% (");
    assertThat(
            row(compare(new Documents().step(READ, ENOUGH, 0), baseline), READ)
                .comparison()
                .deltaPercent())
        .isZero();
  }

  /** The rule itself would expect 0 ms, which everything misses. */
  @Test
  void aBaselineStepWithoutP95DecidesNothing() {
    Documents baseline = new Documents().emptyStep(READ).step(WRITE, ENOUGH, 5);
    Verdict verdict =
        compare(new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 5), baseline);

    assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
    assertThat(verdict.evidence().openQuestions())
        .containsExactly("Missing p95 metric for step '" + READ + "' in baseline baseline.json");
    StepRow row = row(verdict, READ);
    assertThat(row.status()).isEqualTo(StepStatus.INCONCLUSIVE);
    assertThat(row.comparison())
        .isEqualTo(new StepRow.Comparison(null, null, StepStatus.FAIL, StepStatus.INCONCLUSIVE));
    assertThat(row.notes()).containsExactly("p95 rule taken literally: FAIL");
    Verdict slower =
        compare(new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 50), baseline);
    assertThat(slower.exitCode()).isEqualTo(1);
  }

  /** A mean of twenty calls has another tail than a call. */
  @ParameterizedTest
  @CsvSource({
    "batched, 20, batched, 20, 1",
    "batched, 20, per-call, 1, 3",
    "batched, 20, batched, 10, 3",
    "recorder, 1, per-call, 1, 3",
    "per-call, 1, , 1, 1",
    "per-call, 1, , 20, 3",
  })
  void anotherTimingIsNotComparable(
      String timing, int batch, String wasTiming, int wasBatch, int exitCode) {
    Documents baseline = new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 5);
    baseline.step(READ).put("batchSize", wasBatch);
    if (wasTiming != null) {
      baseline.step(READ).put("timing", wasTiming);
    }
    Documents result = new Documents().step(READ, ENOUGH, 50).step(WRITE, ENOUGH, 5);
    result.step(READ).put("timing", timing).put("batchSize", batch);
    Verdict verdict = compare(result, baseline);

    assertThat(verdict.exitCode()).isEqualTo(exitCode);
    assertThat(row(verdict, WRITE).status()).isEqualTo(StepStatus.PASS);
    if (exitCode == 3) {
      assertThat(verdict.evidence().openQuestions())
          .containsExactly(
              READ
                  + " was timed in another way: baseline "
                  + (wasTiming == null ? "calls" : wasTiming)
                  + " by "
                  + wasBatch
                  + ", result "
                  + timing
                  + " by "
                  + batch);
      assertThat(row(verdict, READ).notes()).containsExactly("p95 rule taken literally: FAIL");
    }
  }

  @Test
  void aBaselineP95ThatIsNoNumberIsUnusable() {
    Documents baseline = new Documents().step(READ, ENOUGH, 5);
    baseline.step(READ).put("p95", "fast");

    assertThatThrownBy(() -> compare(new Documents().step(READ, ENOUGH, 5), baseline))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("baseline.json: steps." + READ + ".p95: is not a number");
  }

  /** 50 MB/s from the file system, 30 from object storage, as the plan says. */
  @ParameterizedTest
  @CsvSource({
    "49, , 1",
    "51, , 0",
    "49, object, 0",
    "29, object, 1",
    ", , 3",
    "51, unknown, 0",
    "49, unknown, 3",
    "29, unknown, 1",
  })
  void aTransferHasALeastRate(Double rate, String storage, int exitCode) {
    String key = "get_population_results/rest/warm/1";
    Documents result = new Documents().step(key, 1, 1);
    if (rate != null) {
      result.step(key).put("megabytesPerSecond", rate);
    }
    ((ObjectNode) result.root().get("config")).put("storage", storage == null ? "file" : storage);
    Thresholds targets = Thresholds.targets();
    Verdict verdict = Gate.check("r.json", result.read(folder, "r.json"), targets, null);

    assertThat(verdict.exitCode()).isEqualTo(exitCode);
    assertThat(row(verdict, key).ceiling().minMegabytesPerSecond())
        .isEqualTo("object".equals(storage) ? 30 : 50);
    if ("unknown".equals(storage) && exitCode == 3) {
      assertThat(verdict.evidence().openQuestions())
          .singleElement()
          .asString()
          .contains("49.0 MB/s is enough for object storage (30)", "--storage file or object");
      assertThat(row(verdict, key).status()).isEqualTo(StepStatus.INCONCLUSIVE);
    }
  }

  @Test
  void aMissingStepOrMetricCannotBeJudged() {
    Documents baseline = new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 5);
    Documents result = new Documents().step(WRITE, ENOUGH, 5);
    result.step(WRITE).put("p95", "NaN");
    Verdict verdict = compare(result, baseline);

    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.evidence().openQuestions())
        .containsExactlyInAnyOrder(
            "Missing p95 metric for step '" + READ + "' in benchmark result.json",
            "Missing p95 metric for step '" + WRITE + "' in benchmark result.json");
    assertThat(row(verdict, READ).status()).isEqualTo(StepStatus.MISSING);
    assertThat(row(verdict, WRITE).status()).isEqualTo(StepStatus.MISSING);
  }

  @Test
  void aStepOnlyInTheResultIsNotCompared() {
    Verdict verdict =
        compare(
            new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 5000),
            new Documents().step(READ, ENOUGH, 5));

    assertThat(verdict.exitCode()).isZero();
    assertThat(row(verdict, WRITE).status()).isEqualTo(StepStatus.UNCHECKED);
  }

  /** What was asked to be compared and is not, is no pass. */
  @Test
  void aBaselineWithoutStepsDecidesNothing() {
    Documents result = new Documents().step(READ, ENOUGH, 5);
    Verdict verdict =
        Gate.check(
            "result.json",
            result.read(folder, "result.json"),
            Thresholds.targets(),
            new Baseline("baseline.json", new Documents().read(folder, "baseline.json")));

    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(row(verdict, READ).status()).isEqualTo(StepStatus.PASS);
    assertThat(verdict.evidence().openQuestions())
        .containsExactly("No steps in baseline baseline.json");
  }

  @Test
  void limitsThatFitNoStepDecideNothing() {
    Documents result = new Documents().step(READ, ENOUGH, 5);
    Verdict verdict = limit(result, "{\"steps\": \"get_paramter_value/*/*\", \"maxMs\": 1}");

    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.evidence().openQuestions())
        .containsExactly(
            "No limit and no baseline fits a step of benchmark result.json: nothing was judged");
  }

  @ParameterizedTest
  @CsvSource({"2000, 2000, 1", "1999, 2000, 3", "2000, 1999, 3"})
  void fewSamplesOnEitherSideDecideNothing(long measured, long recorded, int exitCode) {
    Verdict verdict =
        compare(new Documents().step(READ, measured, 50), new Documents().step(READ, recorded, 5));

    assertThat(verdict.exitCode()).isEqualTo(exitCode);
    assertThat(row(verdict, READ).comparison().literal()).isEqualTo(StepStatus.FAIL);
    if (exitCode == 3) {
      assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
      assertThat(verdict.evidence().openQuestions())
          .containsExactly(READ + " has few samples: 1999, and the p95 rule needs 2000");
      assertThat(row(verdict, READ).notes()).contains("p95 rule taken literally: FAIL");
    }
  }

  @Test
  void aFailureOutweighsAnOpenQuestion() {
    Verdict verdict =
        compare(
            new Documents().step(READ, 10, 5).step(WRITE, ENOUGH, 50),
            new Documents().step(READ, 10, 5).step(WRITE, ENOUGH, 5));

    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.evidence().openQuestions()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/environment, fingerprint, machine-2, environment fingerprint differs",
    "/dataset, sha256, 1111111111111111111111111111111111111111111111111111111111111111,"
        + " data set differs",
    "'', scenario, baseline, scenario differs",
  })
  void anotherPlaceOrWorkIsNotComparable(String at, String field, String value, String reason) {
    Documents baseline = new Documents().step(READ, ENOUGH, 5).step(WRITE, ENOUGH, 5);
    (at.isEmpty() ? baseline.root() : baseline.root().withObject(at)).put(field, value);
    Verdict verdict = compare(new Documents().step(READ, ENOUGH, 50), baseline);

    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.evidence().openQuestions())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith(reason).contains(value));
    assertThat(verdict.evidence().rows()).allMatch(row -> row.status() == StepStatus.INCONCLUSIVE);
  }

  @Test
  void anImprovementAsksForANewBaseline() {
    Documents baseline = new Documents().step(READ, ENOUGH, 10);

    assertThat(compare(new Documents().step(READ, ENOUGH, 8), baseline).evidence().notes())
        .containsExactly(READ + " improved by 20.00%: consider a new baseline");
    assertThat(compare(new Documents().step(READ, ENOUGH, 9), baseline).evidence().notes())
        .isEmpty();
  }

  @Test
  void theBaselineMayStateItsTolerance() {
    Documents baseline = new Documents().step(READ, ENOUGH, 10);
    baseline.root().put("regressionTolerancePercent", 50);

    assertThat(compare(new Documents().step(READ, ENOUGH, 15), baseline).exitCode()).isZero();
    assertThat(compare(new Documents().step(READ, ENOUGH, 15.1), baseline).exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2000, 11, 0, PASS",
    "2000, 12, 1, FAIL",
    "5, 12, 3, INCONCLUSIVE",
    "0, , 3, MISSING"
  })
  void theWholeIterationIsComparedToo(long count, Double p95, int exitCode, StepStatus status) {
    Documents baseline = new Documents().step(READ, ENOUGH, 5).summary(ENOUGH, 10);
    Documents result = new Documents().step(READ, ENOUGH, 5);
    if (p95 != null) {
      result.summary(count, p95);
    }
    Verdict verdict = compare(result, baseline);

    assertThat(verdict.exitCode()).isEqualTo(exitCode);
    assertThat(row(verdict, "__overall__").status()).isEqualTo(status);
    if (status == StepStatus.MISSING) {
      assertThat(verdict.evidence().openQuestions())
          .containsExactly("Missing p95 metric for step '__overall__' in benchmark result.json");
      assertThat(row(verdict, "__overall__").notes())
          .containsExactly("p95 rule taken literally: PASS");
    }
  }

  /** A baseline that has not measured it asks for nothing. */
  @Test
  void aWholeIterationThatOnlyTheResultHasIsNotCompared() {
    Documents baseline = new Documents().step(READ, ENOUGH, 5);
    Verdict verdict = compare(new Documents().step(READ, ENOUGH, 5).summary(5, 10), baseline);

    assertThat(verdict.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "150, PASS, 0",
    "150.001, FAIL, 1",
    "100, PASS, 0",
    "100.001, WARN, 0",
    "75, PASS, 50"
  })
  void aCeilingIsReachedButNotPassed(double p95, StepStatus status, int headroomOrExit) {
    String max = status == StepStatus.WARN || p95 == 100 ? "\"warnMs\": 100" : "\"maxMs\": 150";
    Verdict verdict =
        limit(new Documents().step(READ, 5, p95), "{\"steps\": \"get_*/*/warm\", " + max + "}");

    StepRow.Ceiling ceiling = row(verdict, READ).ceiling();
    assertThat(ceiling.status()).isEqualTo(status);
    assertThat(verdict.exitCode()).isEqualTo(status == StepStatus.FAIL ? 1 : 0);
    if (p95 == 75) {
      assertThat(ceiling.headroomPercent()).isEqualTo(headroomOrExit);
    }
  }

  @Test
  void withoutABaselineFewSamplesAreOnlyMarked() {
    Verdict verdict =
        limit(new Documents().step(READ, 1, 10), "{\"steps\": \"*/*/*\", \"maxMs\": 150}");

    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    assertThat(row(verdict, READ).fewSamples()).isTrue();
  }

  @Test
  void theFirstRuleThatFitsCounts() {
    String rules =
        "{\"steps\": \"*/rest/warm/8\", \"maxMs\": 5}, {\"steps\": \"*/rest/warm\", \"metric\":"
            + " \"max\", \"maxMs\": 15}";
    Verdict verdict = limit(new Documents().step(READ, ENOUGH, 10), rules);

    assertThat(verdict.evidence().failures())
        .containsExactly(READ + " max 20.000ms exceeds the ceiling 15.000ms");
  }

  @Test
  void errorsFailWhateverTheTimes() {
    Documents result = new Documents().step(READ, ENOUGH, 1);
    result.step(READ).put("errors", 2);
    Verdict verdict = limit(result, "{\"steps\": \"*/*/*\", \"maxMs\": 150}");

    assertThat(verdict.evidence().failures()).containsExactly(READ + " has 2 errors");
    assertThat(row(verdict, READ).status()).isEqualTo(StepStatus.ERROR);
  }

  @Test
  void aFailedBenchmarkGivesOneLine() {
    Documents result = new Documents();
    result
        .root()
        .withObject("/steps")
        .putObject(READ)
        .put("count", 0)
        .put("errors", 1)
        .putArray("failures")
        .add("the fork died");
    result.step(READ).putArray("histogram");
    String text =
        "{\"rules\": [{\"steps\": \"*/*/*\", \"maxMs\": 150}], \"required\":"
            + " [\"get_parameter_value/rest/warm\"]}";
    Thresholds thresholds = Thresholds.read(Inputs.write(folder, "thresholds.json", text));
    Verdict verdict =
        Gate.check("result.json", result.read(folder, "result.json"), thresholds, null);

    assertThat(verdict.evidence().failures()).containsExactly(READ + " has 1 error: the fork died");
  }

  @Test
  void aRequiredStepThatIsNotThereCannotBeJudged() {
    String text =
        "{\"rules\": [{\"steps\": \"get_*/*/*\", \"maxMs\": 150}], \"required\":"
            + " [\"get_parameter_value/rest/*\", \"*/inprocess/cold_*\", \"set_*/rest/warm\"]}";
    Thresholds thresholds = Thresholds.read(Inputs.write(folder, "thresholds.json", text));
    Documents result = new Documents().step(READ, ENOUGH, 1).emptyStep(WRITE);
    Verdict verdict =
        Gate.check("result.json", result.read(folder, "result.json"), thresholds, null);

    assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
    assertThat(verdict.evidence().openQuestions())
        .containsExactly(
            "Required step '*/inprocess/cold_*' has no samples in benchmark result.json",
            "Required step 'set_*/rest/warm' has no samples in benchmark result.json");
    assertThat(row(verdict, "*/inprocess/cold_*").status()).isEqualTo(StepStatus.MISSING);
    assertThat(row(verdict, "set_*/rest/warm").status()).isEqualTo(StepStatus.MISSING);
    Documents slow = new Documents().step(READ, ENOUGH, 151);
    assertThat(Gate.check("r.json", slow.read(folder, "r.json"), thresholds, null).exitCode())
        .isEqualTo(1);
  }

  @Test
  void nothingToJudgeByIsNoPass() {
    Documents result = new Documents().step(READ, ENOUGH, 1);
    result.root().put("scenario", "unheard-of");

    assertThatThrownBy(
            () -> Gate.check("result.json", result.read(folder, "result.json"), null, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no thresholds are shipped for \"unheard-of\"");
  }

  @Test
  void aDocumentWithoutStepsDecidesNothing() {
    Verdict verdict = limit(new Documents(), "");

    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.evidence().openQuestions())
        .containsExactly("No steps in benchmark result.json");
  }
}
