package dev.perfusion.bridge.task;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.job.JobControl;
import dev.perfusion.bridge.job.JobTask;
import dev.perfusion.bridge.result.StoredAnalysis;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationFailedException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Runs the scenarios of a plan side by side. Nothing is loaded for others to see, so that analyses
 * do not meet; a scenario that fails is reported, the others go on.
 */
public final class SensitivityTask implements JobTask {
  /** Type of the job. */
  public static final String TYPE = "sensitivity";

  private final String simulationId;
  private final SensitivityPlan plan;
  private final SimulationAdapter adapter;
  private final int threads;
  private final Clock clock;

  SensitivityTask(
      String simulationId,
      SensitivityPlan plan,
      SimulationAdapter adapter,
      int threads,
      Clock clock) {
    this.simulationId = simulationId;
    this.plan = plan;
    this.adapter = adapter;
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * What came of a run.
   *
   * @param metrics output to figures; null when the run failed
   * @param error null unless it failed
   */
  record Outcome(Map<String, Curve> metrics, String error) {}

  /** Figures of one output. */
  record Curve(String unit, Map<String, Double> figures) {}

  @Override
  public StoredResult run(String resultsId, JobControl control) {
    AdapterSession base = plan.recipe().open(adapter);
    int first = plan.includeBaseline() ? 1 : 0;
    int runs = plan.scenarios().size() + first;
    AtomicReferenceArray<Outcome> outcomes = new AtomicReferenceArray<>(runs);
    SharedProgress progress = new SharedProgress(runs, control);
    ParallelRuns.run(
        runs,
        threads,
        i -> {
          SensitivityPlan.Scenario scenario = i < first ? null : plan.scenarios().get(i - first);
          outcomes.set(i, outcome(base, scenario, progress.of(i), control));
        });
    List<Outcome> all = IntStream.range(0, runs).mapToObj(outcomes::get).toList();
    SensitivityReport report =
        new SensitivityReport(
            simulationId,
            resultsId,
            plan,
            plan.includeBaseline() ? all.get(0) : null,
            all.subList(first, runs));
    return new StoredAnalysis(
        resultsId,
        simulationId,
        adapter.name(),
        clock.instant(),
        TYPE,
        report.json(),
        List.of(
            new StoredAnalysis.Artefact(
                "sensitivity.csv", "text/csv; charset=utf-8", report.csv())));
  }

  private Outcome outcome(
      AdapterSession base,
      SensitivityPlan.Scenario scenario,
      RunControl progress,
      JobControl control) {
    AdapterSession model;
    PreparedRun run;
    synchronized (base) {
      model = base.copy();
    }
    if (scenario != null) {
      model.set(Map.of(scenario.path(), scenario.value()));
    }
    run = model.prepare();
    try {
      Results results = run.execute(progress);
      control.ran(results);
      Map<String, Curve> metrics = new LinkedHashMap<>();
      for (Results.Series series : results.series()) {
        metrics.put(
            series.quantity().path(),
            new Curve(
                series.quantity().unit(),
                CurveFigures.of(
                    results.times(),
                    series,
                    model.dosing(series.quantity().fullPath()),
                    plan.metrics())));
      }
      return new Outcome(metrics, null);
    } catch (SimulationFailedException e) {
      return new Outcome(null, e.getMessage());
    }
  }

  @Override
  public JsonNode description() {
    return plan.json();
  }

  /** The progress of a job whose runs go on side by side. */
  private static final class SharedProgress {
    private final double[] shares;
    private final JobControl control;

    SharedProgress(int runs, JobControl control) {
      this.shares = new double[runs];
      this.control = control;
    }

    RunControl of(int run) {
      return (time, end) -> {
        double share = end > 0 ? time / end : 0;
        if (share - shares[run] > 0.01 || share >= 1) {
          shares[run] = share;
          double sum = 0;
          // Figures of other threads may be a moment old; progress is no more than a hint.
          for (double one : shares) {
            sum += one;
          }
          control.progress(sum / shares.length);
        }
        return !control.stopped();
      };
    }
  }
}
