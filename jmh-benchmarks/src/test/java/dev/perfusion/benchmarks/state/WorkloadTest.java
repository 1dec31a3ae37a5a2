package dev.perfusion.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.ResultView;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.record.JobTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  @TempDir private Path folder;

  private final StubPath path = new StubPath();
  private Workload workload;

  @BeforeEach
  void open() throws IOException {
    workload = new Workload(path, ModelFiles.copyTo(folder, Optional.empty()));
    workload.loadTarget(null);
    workload.readBaseValue();
  }

  /** Answers as told: each job walks through the states that {@code states} lists. */
  private static final class StubPath implements ToolPath {
    private final List<String> ids = new ArrayList<>();
    private final List<Double> written = new ArrayList<>();
    private List<String> parameters = List.of("A|x", "Organism|Weight");
    private List<String> states = List.of("queued", "running", "succeeded");
    private long steps = 12;
    private double stored = 70;
    private boolean ignoresWrites;
    private int polls;

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public boolean load(Path file, String simulationId) {
      ids.add(simulationId);
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
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void everyLoadHasAnIdOfItsOwn() {
    workload.load();
    workload.load();

    assertThat(path.ids).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void bodyWeightIsPreferredAndElseTheFirstParameterIsTaken() throws IOException {
    assertThat(workload.parameter()).isEqualTo("Organism|Weight");

    path.parameters = List.of("A|x", "B|y");
    Workload other = new Workload(path, ModelFiles.copyTo(folder, Optional.empty()));
    other.loadTarget(null);
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
    workload.settle(job.jobId());
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
    JobView job = workload.session(null);
    workload.settle(job.jobId());
    Map<String, List<Double>> recorded = workload.recorded();

    assertThat(recorded)
        .containsOnlyKeys(
            "load_simulation",
            "get_parameter_value",
            "set_parameter_value",
            "run_simulation.queue_wait",
            "run_simulation",
            "get_job_status",
            "session");
    assertThat(recorded.values()).allSatisfy(times -> assertThat(times).hasSize(1));
    assertThat(recorded.get("run_simulation.queue_wait").get(0))
        .isLessThan(recorded.get("run_simulation").get(0));
    assertThat(recorded.get("run_simulation").get(0)).isLessThan(recorded.get("session").get(0));
    assertThat(workload.jobs()).hasSize(1);
  }

  @Test
  void runWithoutIntegrationStepsDoesNotCount() {
    path.steps = 0;

    assertThatThrownBy(() -> workload.settle(workload.submit()))
        .hasMessageContaining("without one integration step");
  }

  @Test
  void failedRunDoesNotCount() {
    path.states = List.of("queued", "failed");

    assertThatThrownBy(() -> workload.settle(workload.submit()))
        .hasMessageContaining("ended as failed");
  }
}
