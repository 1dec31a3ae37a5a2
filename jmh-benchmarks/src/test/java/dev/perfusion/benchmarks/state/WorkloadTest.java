package dev.perfusion.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.PopulationView;
import dev.perfusion.benchmarks.path.ResultView;
import dev.perfusion.benchmarks.path.Span;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.record.JobTiming;
import dev.perfusion.benchmarks.record.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class WorkloadTest {
  @TempDir private Path folder;

  private final StubPath path = new StubPath();
  private Workload workload;

  @BeforeEach
  void open() throws IOException {
    workload = caller();
    workload.loadTarget();
    workload.readBaseValue();
  }

  private Workload caller() throws IOException {
    return new Workload(
        path,
        ModelFiles.copyTo(folder, Optional.empty(), Optional.of("Rat, iv")),
        PopulationWorkload.of(Optional.empty(), 3, 0),
        null);
  }

  /** Answers as told: each job walks through the states that {@code states} lists. */
  private static final class StubPath implements ToolPath {
    private final List<String> ids = new ArrayList<>();
    private final List<String> simulations = new ArrayList<>();
    private final List<ObjectNode> populations = new ArrayList<>();
    private final List<Double> written = new ArrayList<>();
    private List<String> parameters = List.of("A|x", "Organism|Weight");
    private List<String> states = List.of("queued", "running", "succeeded");
    private long steps = 12;
    private long bytes = 1_000_000;
    private double stored = 70;
    private boolean ignoresWrites;
    private int polls;

    /** When the chunks are read, one time each. */
    private final List<Span> spans =
        new ArrayList<>(List.of(ms(-1, 0), ms(0, 5), ms(20, 25), ms(30, 35)));

    private static Span ms(long begin, long end) {
      return new Span(begin * 1_000_000, end * 1_000_000);
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public boolean load(String file, String simulationId, String simulationName) {
      ids.add(simulationId);
      simulations.add(simulationName);
      return false;
    }

    @Override
    public List<String> parameters(String simulationId, String pattern) {
      return parameters.stream().filter(p -> pattern.equals("*") || p.contains(pattern)).toList();
    }

    @Override
    public double value(String simulationId, String parameterPath) {
      return stored;
    }

    @Override
    public double setValue(String simulationId, String parameterPath, double value) {
      written.add(value);
      stored = ignoresWrites ? stored : value;
      return stored;
    }

    @Override
    public String submit(String simulationId) {
      polls = 0;
      return "job";
    }

    @Override
    public JobView run(String simulationId) {
      return job(submit(simulationId));
    }

    @Override
    public void unload(String simulationId) {}

    @Override
    public JobView job(String jobId) {
      String state = states.get(Math.min(polls++, states.size() - 1));
      return new JobView(jobId, state, 0.5, 4, "r");
    }

    @Override
    public ResultView result(String resultsId) {
      return new ResultView(steps, 0.25);
    }

    @Override
    public long resultPage(String resultsId) {
      return steps;
    }

    @Override
    public int pkParameters(String resultsId) {
      return 1;
    }

    @Override
    public String submitPopulation(String simulationId, ObjectNode workload) {
      populations.add(workload);
      return submit(simulationId);
    }

    @Override
    public PopulationView population(String resultsId) {
      return new PopulationView(steps, bytes, List.of(spans.remove(0)));
    }

    @Override
    public ToolPath another() {
      return this;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void everyLoadHasAnIdOfItsOwnAndTakesTheSameSimulation() {
    workload.load();
    workload.load();

    assertThat(path.ids).hasSize(3).doesNotHaveDuplicates();
    assertThat(path.simulations).hasSize(3).containsOnly("Rat, iv");
  }

  @Test
  void bodyWeightIsPreferredAndElseTheFirstParameterIsTaken() throws IOException {
    assertThat(workload.parameter()).isEqualTo("Organism|Weight");

    path.parameters = List.of("A|x", "B|y");
    Workload other = caller();
    other.loadTarget();
    assertThat(other.parameter()).isEqualTo("A|x");
  }

  @Test
  void writesAlternateSoThatNoCallRepeatsTheOneBefore() {
    for (int i = 0; i < 4; i++) {
      workload.write();
    }

    assertThat(path.written).hasSize(4);
    assertThat(path.written.get(0)).isNotEqualTo(path.written.get(1));
    assertThat(path.written.subList(2, 4)).isEqualTo(path.written.subList(0, 2));
  }

  @Test
  void writeThatDidNotHappenIsAnError() {
    path.ignoresWrites = true;

    assertThatThrownBy(workload::write)
        .isInstanceOf(ToolCallException.class)
        .hasMessageContaining("but got 70.0");
  }

  @Test
  void runIsOverWhenItsStateIsAndItsStartIsSeenOnTheWay() {
    JobView job = workload.run();
    workload.settle();
    JobTiming timing = workload.jobs().get(0);

    assertThat(job.status()).isEqualTo("succeeded");
    assertThat(timing.polls()).isEqualTo(3);
    assertThat(workload.recorded().get("run_simulation.queue_wait"))
        .singleElement()
        .satisfies(ms -> assertThat(ms).isPositive());
    assertThat(timing.queueWaitMs()).isEqualTo(0.5);
    assertThat(timing.executionMs()).isEqualTo(4);
    assertThat(timing.serialisationMs()).isEqualTo(0.25);
    assertThat(timing.steps()).isEqualTo(12);
    workload.forget();
    assertThat(workload.jobs()).isEmpty();
    assertThat(workload.recorded()).isEmpty();
  }

  @Test
  void sessionRecordsTheFirstCallOfEachToolInOrder() {
    workload.session();
    workload.settle();
    Map<String, List<Double>> recorded = workload.recorded();

    assertThat(recorded)
        .containsOnlyKeys(
            "load_simulation",
            "get_parameter_value",
            "set_parameter_value",
            "run_simulation.queue_wait",
            "run_simulation",
            "get_job_status",
            "get_results",
            "calculate_pk_parameters",
            "run_population_simulation.queue_wait",
            "run_population_simulation",
            "get_population_results",
            "session");
    assertThat(recorded.values()).allSatisfy(times -> assertThat(times).hasSize(1));
    assertThat(recorded.get("run_simulation.queue_wait").get(0))
        .isLessThan(recorded.get("run_simulation").get(0));
    assertThat(recorded.get("run_simulation").get(0)).isLessThan(recorded.get("session").get(0));
    assertThat(workload.jobs())
        .extracting(JobTiming::tool)
        .containsExactly("run_simulation", "run_population_simulation");
  }

  @Test
  void runWithoutIntegrationStepsDoesNotCount() {
    path.steps = 0;

    assertThatThrownBy(() -> settleSubmitted())
        .hasMessageContaining("without one integration step");
  }

  private void settleSubmitted() {
    workload.submit();
    workload.settle();
  }

  @Test
  void populationsDifferAroundTheValueAndTheirBytesAndTimeAreNoted() {
    workload.runPopulation();
    workload.settle();
    workload.readPopulation();
    workload.readPopulation();

    // The span of the check of the population does not count.
    assertThat(Readings.together(List.of(workload.readings())))
        .isEqualTo(new Transfer(2_000_000, 10_000_000));
    assertThat(new Transfer(2_000_000, 10_000_000).megabytesPerSecond()).isEqualTo(200);
    ObjectNode sent = path.populations.get(0);
    assertThat(sent.at("/cohort/size").intValue()).isEqualTo(3);
    assertThat(sent.at("/parameters/0/min").doubleValue()).isLessThan(70);
    assertThat(sent.at("/parameters/0/max").doubleValue()).isGreaterThan(70);
    workload.forget();
    assertThat(Readings.together(List.of(workload.readings()))).isNull();
  }

  /** Its rate would be that of asking, and miss the plan's with every small model. */
  @ParameterizedTest
  @CsvSource({"3000, 1334", "700, 5000", "2000000, 2", "4000000, 0"})
  void ofAModelThatStoresLittleMoreIsRunToBeRead(long bytes, int replicates) {
    path.bytes = bytes;

    workload.runPopulationToRead();

    // A population takes 4 ms: more than 5 000 times as many runs would take too long.
    assertThat(path.populations).hasSize(replicates == 0 ? 1 : 2);
    ObjectNode last = path.populations.get(path.populations.size() - 1);
    assertThat(last.path("replicates").asInt(0)).isEqualTo(replicates);
    assertThat(last.at("/cohort/size").intValue()).isEqualTo(3);
  }

  /** 0 to 4 and 2 to 6 ms, 3 to 5 ms within, and 8 to 9 ms: 7 ms, not 11. */
  @Test
  void whatSeveralCallersReadAtTheSameTimeCountsOnce() {
    Readings one = new Readings();
    Readings other = new Readings();
    one.add(new PopulationView(1, 4_000, List.of(StubPath.ms(0, 4), StubPath.ms(8, 9))));
    other.add(new PopulationView(1, 3_000, List.of(StubPath.ms(3, 5), StubPath.ms(2, 6))));

    assertThat(Readings.together(List.of(one, other, new Readings())))
        .isEqualTo(new Transfer(7_000, 7_000_000));
  }

  @Test
  void ofAWorkloadFileLessOrMoreCanBeRun() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("w.json"), "{\"cohort\":{\"size\":1000},\"replicates\":10}");

    ObjectNode whole = PopulationWorkload.of(Optional.of(file), 0, 0).of("p", 1);
    assertThat(whole.at("/cohort/size").intValue()).isEqualTo(1000);
    assertThat(whole.get("replicates").intValue()).isEqualTo(10);
    ObjectNode few = PopulationWorkload.of(Optional.of(file), 4, 100).of("p", 1);
    assertThat(few.at("/cohort/size").intValue()).isEqualTo(4);
    assertThat(few.get("replicates").intValue()).isEqualTo(100);
    PopulationWorkload more = PopulationWorkload.of(Optional.of(file), 4, 100).repeated(30);
    assertThat(more.of("p", 1).get("replicates").intValue()).isEqualTo(3000);
    assertThat(more.of("p", 1)).isEqualTo(more.of("p", 1));
    assertThat(more.repeated(5000).of("p", 1).get("replicates").intValue()).isEqualTo(100_000);
  }

  @Test
  void aModelWithoutOutputsIsToldWhatToStore() throws IOException {
    PopulationWorkload own = PopulationWorkload.of(Optional.empty(), 3, 0);

    assertThat(own.of("p", 1).has("outputs")).isFalse();
    assertThat(own.storing(List.of("A|x", "B")).repeated(2).of("p", 1).get("outputs"))
        .hasToString("{\"timeSeries\":[{\"path\":\"A|x\"},{\"path\":\"B\"}]}");
  }

  @Test
  void failedRunDoesNotCount() {
    path.states = List.of("queued", "failed");

    assertThatThrownBy(workload::runPopulation).hasMessageContaining("ended as failed");
    assertThatThrownBy(workload::run).hasMessageContaining("ended as failed");

    assertThatThrownBy(() -> settleSubmitted()).hasMessageContaining("ended as failed");
  }
}
