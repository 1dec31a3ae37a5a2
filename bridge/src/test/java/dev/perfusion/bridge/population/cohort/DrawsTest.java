package dev.perfusion.bridge.population.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.Simulation;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn has the distributions asked for, and depends on the seed and the place only. */
class DrawsTest {
  private static Simulation simulation;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      simulation = Simulation.load(stream, DemoModel.FILE_NAME);
    }
  }

  private static WorkloadCohort cohort(
      int size, String sampling, int replicates, String parameters, String correlations) {
    String json =
        ("{'cohort':{'size':%d,'sampling':'%s','seed':5,'covariates':[{'name':'Sex','values':['f','m'],"
                + "'weights':[3,1]}]},'replicates':%d,'parameters':[%s],'correlations':[%s]}")
            .formatted(size, sampling, replicates, parameters, correlations)
            .replace('\'', '"');
    return new WorkloadCohort(
        WorkloadReader.read(Json.mapper().readTree(json)), simulation.newRun());
  }

  private static List<Subject> all(Cohort cohort) {
    List<Subject> subjects = new ArrayList<>();
    try (Cohort.Reading reading = cohort.open()) {
      for (Subject s = reading.next(); s != null; s = reading.next()) {
        subjects.add(s);
      }
    }
    return subjects;
  }

  private static double[] values(List<Subject> subjects, int parameter) {
    return subjects.stream().mapToDouble(s -> s.values()[0][parameter]).toArray();
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double sd(double[] x) {
    double mean = mean(x);
    return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1));
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / (x.length - 1) / sd(x) / sd(y);
  }

  private static final String SEVEN =
      """
      {'path':'Organism|Weight','level':'subject','distribution':'normal','mean':70,'sd':10},
      {'path':'Organism|Hematocrit','level':'subject','distribution':'truncated_normal','mean':0.4,'sd':0.1,'min':0.4},
      {'path':'Drug|Intrinsic clearance','level':'subject','distribution':'lognormal','mean':2,'gsd':1.5},
      {'path':'Drug|Fraction unbound','level':'subject','distribution':'lognormal','mean':0.2,'sd':0.05},
      {'path':'Drug|Lipophilicity','level':'subject','distribution':'uniform','min':1,'max':3},
      {'path':'Metabolite|GFR fraction','level':'subject','distribution':'categorical','values':[1,2,5],'weights':[1,2,1]},
      {'path':'Metabolite|Lipophilicity','level':'replicate','distribution':'uniform','min':0,'max':1}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"random", "latin-hypercube", "sobol"})
  void distributionsAreThoseAskedFor(String sampling) {
    List<Subject> subjects = all(cohort(4096, sampling, 1, SEVEN, ""));
    // five standard errors for random points; the others are far nearer
    double se = 5 / Math.sqrt(4096) / (sampling.equals("random") ? 1 : 5);
    assertThat(mean(values(subjects, 0))).isCloseTo(70, within(10 * se));
    assertThat(sd(values(subjects, 0))).isCloseTo(10, within(10 * se));
    // half a normal distribution: mean + sd * sqrt(2 / pi)
    assertThat(mean(values(subjects, 1)))
        .isCloseTo(0.4 + 0.1 * Math.sqrt(2 / Math.PI), within(0.06 * se));
    assertThat(Arrays.stream(values(subjects, 1)).min().orElseThrow()).isGreaterThanOrEqualTo(0.4);
    double[] logs = Arrays.stream(values(subjects, 2)).map(Math::log).toArray();
    assertThat(mean(logs)).isCloseTo(Math.log(2), within(Math.log(1.5) * se));
    assertThat(sd(logs)).isCloseTo(Math.log(1.5), within(Math.log(1.5) * se));
    assertThat(mean(values(subjects, 3))).isCloseTo(0.2, within(0.05 * se));
    assertThat(sd(values(subjects, 3))).isCloseTo(0.05, within(0.1 * se));
    assertThat(mean(values(subjects, 4))).isCloseTo(2, within(0.6 * se));
    assertThat(Arrays.stream(values(subjects, 5)).filter(v -> v == 2).count() / 4096.0)
        .isCloseTo(0.5, within(se));
    assertThat(correlation(values(subjects, 0), values(subjects, 2))).isCloseTo(0, within(0.08));
    assertThat(subjects.stream().filter(s -> s.covariates().equals(List.of("f"))).count() / 4096.0)
        .isCloseTo(0.75, within(5 * 0.43 / 64));
  }

  @Test
  void aLatinHypercubeHasOnePointPerStratum() {
    List<Subject> subjects = all(cohort(500, "latin-hypercube", 3, SEVEN, ""));
    Set<Integer> strata = new HashSet<>();
    Set<Integer> ofReplicates = new HashSet<>();
    for (Subject subject : subjects) {
      strata.add((int) ((subject.values()[0][4] - 1) / 2 * 500));
      for (double[] replicate : subject.values()) {
        ofReplicates.add((int) (replicate[6] * 1500));
      }
    }
    assertThat(strata).hasSize(500);
    assertThat(ofReplicates).hasSize(1500);
  }

  @Test
  void aSobolSequenceFillsDyadicBoxes() {
    List<Subject> subjects = all(cohort(256, "sobol", 1, SEVEN, ""));
    Set<Integer> boxes = new HashSet<>();
    double[] uniform = values(subjects, 4);
    for (double value : uniform) {
      boxes.add((int) ((value - 1) / 2 * 256));
    }
    assertThat(boxes).hasSize(256);
  }

  @Test
  void correlationsAreThoseOfTheNormalVariables() {
    String weight = "'path':'Organism|Weight'";
    List<Subject> subjects =
        all(
            cohort(
                8192,
                "sobol",
                1,
                SEVEN,
                "{'a':'Organism|Weight','b':'Drug|Intrinsic clearance','rho':0.7},"
                    + "{'a':'Drug|Lipophilicity','b':'Organism|Weight','rho':-0.3}"));
    double[] logs = Arrays.stream(values(subjects, 2)).map(Math::log).toArray();
    assertThat(correlation(values(subjects, 0), logs)).as(weight).isCloseTo(0.7, within(0.01));
    // of a normal and a uniform variable: sqrt(3 / pi) rho
    assertThat(correlation(values(subjects, 0), values(subjects, 4)))
        .isCloseTo(-0.3 * Math.sqrt(3 / Math.PI), within(0.01));
    assertThat(mean(values(subjects, 4))).isCloseTo(2, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "latin-hypercube", "sobol"})
  void readingFromAnywhereGivesTheSame(String sampling) {
    WorkloadCohort cohort = cohort(40, sampling, 3, SEVEN, "");
    List<Subject> whole = all(cohort);
    try (Cohort.Reading reading = cohort.open()) {
      reading.skip(17);
      Subject subject = reading.next();
      assertThat(subject.id()).isEqualTo(18);
      assertThat(subject.values()).isDeepEqualTo(whole.get(17).values());
      assertThat(subject.covariates()).isEqualTo(whole.get(17).covariates());
      reading.skip(22);
      assertThat(reading.next()).isNull();
    }
    double[][] values = whole.get(3).values();
    assertThat(values[0][0]).isEqualTo(values[2][0]);
    assertThat(values[0][6]).isNotEqualTo(values[1][6]).isNotEqualTo(values[2][6]);
    assertThat(values(whole, 0)).doesNotHaveDuplicates();
  }

  @Test
  void valuesAreConverted() {
    WorkloadCohort cohort =
        cohort(
            10,
            "random",
            1,
            "{'path':'Organism|Weight','unit':'g','level':'subject','distribution':'uniform','min':70000,'max':71000}",
            "");
    assertThat(Arrays.stream(values(all(cohort), 0)).boxed())
        .allSatisfy(v -> assertThat(v).isBetween(70.0, 71.0));
    assertThat(cohort.varied().get(0).unit()).isEqualTo("kg");
  }

  @Test
  void theModelMustHaveThePaths() {
    String one = "{'path':'%s',%s'level':'subject','distribution':'uniform','min':1,'max':2}";
    assertThatThrownBy(() -> cohort(1, "random", 1, one.formatted("Organism|Wight", ""), ""))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("parameters[0].path")
        .hasMessageContaining("\"Organism|Wight\"")
        .hasMessageContaining("closest: Organism|Weight");
    assertThatThrownBy(() -> cohort(1, "random", 1, one.formatted(DemoModel.PLASMA, ""), ""))
        .hasMessageContaining("an observer is computed");
    assertThatThrownBy(
            () -> cohort(1, "random", 1, one.formatted("Organism|Weight", "'unit':'l',"), ""))
        .hasMessageContaining("parameters[0].unit = \"l\"");
    assertThatThrownBy(
            () ->
                cohort(
                    1,
                    "random",
                    1,
                    one.formatted("Organism|Weight", "")
                        + ','
                        + one.formatted("Demo|Organism|Weight", ""),
                    ""))
        .hasMessageContaining("twice");
  }

  @Test
  void equalReplicatesAreSaid() {
    String subjectOnly =
        "{'path':'Organism|Weight','level':'subject','distribution':'uniform','min':60,'max':80}";
    assertThat(cohort(1, "random", 4, subjectOnly, "").warnings())
        .containsExactly(
            "The 4 replicates of an individual are equal, since no parameter has level replicate.");
    assertThat(cohort(1, "random", 4, SEVEN, "").warnings()).isEmpty();
  }
}
