package dev.perfusion.bridge.population.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadReaderTest {
  private static final String A =
      "{'path':'A','level':'subject','distribution':'uniform','min':0,'max':1}";

  private static Workload read(String json) {
    return WorkloadReader.read(Json.mapper().readTree(json.replace('\'', '"')));
  }

  private static Workload parameter(String fields) {
    return read(
        "{'cohort':{'size':3},'parameters':[{'path':'A','level':'subject',"
            + fields.replace(';', ',')
            + "}]}");
  }

  @Test
  void defaultsAreThoseOfTheSchema() {
    Workload workload = parameter("'distribution':'uniform','min':1,'max':2");
    assertThat(workload.sampling()).isEqualTo(Sampling.RANDOM);
    assertThat(workload.seed()).isEqualTo(1);
    assertThat(workload.replicates()).isEqualTo(1);
    assertThat(workload.outputs()).isEmpty();
    assertThat(workload.replicatesDiffer()).isFalse();
    assertThat(workload.with(4, 7L)).extracting(Workload::replicates).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'distribution':'normal';'mean':1                                | parameters[0].sd is missing; a normal needs it
          'distribution':'normal';'mean':1;'sd':0                         | parameters[0].sd = 0: must have
          'distribution':'normal';'mean':1;'sd':1;'gsd':2                 | parameters[0].gsd = 2: a normal has no gsd; it has mean, sd, min, max
          'distribution':'normal';'mean':0;'sd':1;'min':2;'max':1         | parameters[0].min = 2.0 is not below max = 1.0
          'distribution':'normal';'mean':0;'sd':1;'min':40                | parameters[0]: only 0.0 of the distribution lies between its bounds
          'distribution':'truncated_normal';'mean':1;'sd':1               | a truncated_normal has bounds; give min, max or both
          'distribution':'lognormal';'mean':-1;'gsd':2                    | parameters[0].mean = -1.0; a lognormal needs a positive mean
          'distribution':'lognormal';'mean':1                             | a lognormal has either sd or gsd
          'distribution':'lognormal';'mean':1;'sd':1;'gsd':2              | a lognormal has either sd or gsd
          'distribution':'lognormal';'mean':1;'gsd':1                     | parameters[0].gsd = 1: must have an exclusive minimum
          'distribution':'lognormal';'mean':1;'gsd':2;'max':0             | parameters[0].max = 0.0; a lognormal is positive
          'distribution':'uniform';'min':1;'max':1                        | parameters[0].min = 1.0 is not below max = 1.0
          'distribution':'categorical'                                    | parameters[0].values is missing
          'distribution':'categorical';'values':[1,2];'weights':[1]       | parameters[0].weights has 1 numbers for 2 values; give one per value
          'distribution':'categorical';'values':[1,2];'weights':[0,0]     | parameters[0].weights = [0,0] sum up to 0.0; at least one must be positive
          'distribution':'beta';'min':1;'max':2                           | parameters[0].distribution = "beta": does not have a value in the enumeration
          'distribution':'normal';'mean':'1';'sd':1                       | parameters[0].mean = "1": string found, number expected
          'distribution':'normal';'mean':1;'sd':1;'std':2                 | parameters[0].std is not known there; known: path, unit, level
          """)
  void whatIsWrongIsNamed(String fields, String message) {
    assertThatThrownBy(() -> parameter(fields.strip()))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void theFrameIsCheckedToo() {
    assertThatThrownBy(() -> read("{'parameters':[" + A + "]}"))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("cohort is missing");
    assertThatThrownBy(() -> read("{'cohort':{'size':0},'parameters':[" + A + "]}"))
        .hasMessageContaining("cohort.size = 0");
    assertThatThrownBy(() -> read("{'cohort':{'size':1},'parameters':[" + A + "],'replicate':3}"))
        .hasMessageContaining("replicate is not known there")
        .hasMessageContaining("replicates");
    for (String covariate :
        List.of("{'name':'a\\nb','values':['x']}", "{'name':'a','values':['x','y\\nz']}")) {
      assertThatThrownBy(
              () ->
                  read(
                      "{'cohort':{'size':1,'covariates':["
                          + covariate
                          + "]},'parameters':["
                          + A
                          + "]}"))
          .isInstanceOf(BridgeException.class)
          .hasMessageContaining("cohort.covariates[0].")
          .hasMessageContaining("does not match");
    }
    assertThatThrownBy(() -> read("")).hasMessageContaining("the workload is empty");
    assertThatThrownBy(() -> read("[1]")).hasMessageContaining("the workload = [1]");
  }

  @Test
  void aggregatesAreNamed() {
    String start = "{'cohort':{'size':1},'parameters':[" + A + "],'outputs':{'aggregates':[";
    assertThat(read(start + "'sdAUC','geometricMeanCmax','p95AUCinf']}}").aggregates())
        .containsExactly("sdAUC", "geometricMeanCmax", "p95AUCinf");
    for (String name : List.of("meanCmx", "Cmax", "mean", "p50AUC", "")) {
      assertThatThrownBy(() -> read(start + "'sdAUC','" + name + "']}}"))
          .isInstanceOf(BridgeException.class)
          .hasMessageContaining("outputs.aggregates[1] = \"" + name + "\" is not known")
          .hasMessageContaining("geometricMean")
          .hasMessageContaining("AUCinf");
    }
  }

  @Test
  void whatIsNoJsonIsToldWithItsPlace(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("w.json"), "{\"cohort\":\n  {\"size\": 3,]}");
    assertThatThrownBy(() -> WorkloadReader.read(file))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("w.json is not JSON (line 2, column ");
  }

  private static Workload correlated(String correlations) {
    String one = "{'path':'%s','level':'%s','distribution':'normal','mean':0,'sd':1}";
    String all =
        String.join(
            ",",
            one.formatted("A", "subject"),
            one.formatted("B", "subject"),
            one.formatted("C", "subject"),
            one.formatted("R", "replicate"));
    return read(
        "{'cohort':{'size':1},'parameters':[%s],'correlations':[%s]}".formatted(all, correlations));
  }

  private static String pair(String a, String b, double rho) {
    return "{'a':'%s','b':'%s','rho':%s}".formatted(a, b, rho);
  }

  @Test
  void correlationsMustHoldTogether() {
    // only all three together make sense: the order in which they come does not matter
    assertThat(
            correlated(
                    String.join(",", pair("A", "B", 0.9), pair("B", "C", 0.9), pair("C", "A", 0.8)))
                .correlations())
        .hasSize(3);
    assertThatThrownBy(() -> correlated(pair("A", "B", 0.9) + ',' + pair("B", "C", 0.9)))
        .hasMessageContaining("pairs that are not named have 0");
    assertThatThrownBy(
            () ->
                correlated(
                    String.join(
                        ",", pair("A", "B", 0.6), pair("B", "C", 0.6), pair("C", "A", -0.9))))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("correlations[2].rho = -0.9")
        .hasMessageContaining("\"A\" and \"C\"")
        .hasMessageContaining("not positive definite");
    assertThatThrownBy(() -> correlated(pair("A", "R", 0.1)))
        .hasMessageContaining("correlations[0].b = \"R\" has level replicate");
    assertThatThrownBy(() -> correlated(pair("A", "X", 0.1)))
        .hasMessageContaining("correlations[0].b = \"X\" is not among the parameters");
    assertThatThrownBy(() -> correlated(pair("A", "A", 0.1))).hasMessageContaining("both A");
    assertThatThrownBy(() -> correlated(pair("A", "B", 0.1) + ',' + pair("B", "A", 0.2)))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> correlated(pair("A", "B", 1)))
        .hasMessageContaining("correlations[0].rho = 1");
  }

  @Test
  void pathsAndCovariatesAreThereOnce() {
    assertThatThrownBy(
            () ->
                read(
                    "{'cohort':{'size':1},'parameters':["
                        + "{'path':'A','level':'subject','distribution':'uniform','min':0,'max':1},"
                        + "{'path':'A','level':'replicate','distribution':'uniform','min':0,'max':1}]}"))
        .hasMessageContaining("parameters[1].path = \"A\" is there twice");
    for (String taken : List.of("Replicate", "IndividualId")) {
      assertThatThrownBy(
              () ->
                  read(
                      "{'cohort':{'size':1,'covariates':[{'name':'%s','values':['a']}]},'parameters':["
                              .formatted(taken)
                          + "{'path':'A','level':'subject','distribution':'uniform','min':0,'max':1}]}"))
          .hasMessageContaining("cohort.covariates[0].name = \"" + taken + "\"");
    }
  }
}
