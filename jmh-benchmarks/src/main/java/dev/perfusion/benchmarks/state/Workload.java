package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.ResultView;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.record.JobTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls that benchmarks are made of, on one tool path. Values alternate, ids are used once, and
 * each run is checked to have integrated, so that no cache can answer in the place of the work.
 */
final class Workload {
  /** Forks share a server, so the ids of one must not be those of another. */
  private static final String SIMULATION = "bench-" + ProcessHandle.current().pid();

  private static final String PREFERRED_PARAMETER = "Organism|Weight";
  private static final long POLL_NANOS = 100_000;
  private static final String QUEUE_WAIT = "run_simulation.queue_wait";
  private static final double STEP = 1e-6;

  private final ToolPath path;
  private final ModelFiles models;
  private final List<JobTiming> jobs = new ArrayList<>();
  private final CallRecorder recorder = new CallRecorder();
  private int loads;
  private String simulationId;
  private String parameter;
  private double baseValue;
  private long writes;
  private int polls;

  Workload(ToolPath path, ModelFiles models) {
    this.path = path;
    this.models = models;
  }

  /** Loads the model file under a new id; says whether the bridge knew the compiled model. */
  boolean load() {
    return path.load(models.current(), nextId());
  }

  private String nextId() {
    return SIMULATION + "-" + ++loads;
  }

  /**
   * Loads the simulation that the other calls work on, and chooses a parameter.
   *
   * @param wanted path of the parameter; null to choose
   */
  boolean loadTarget(String wanted) {
    simulationId = nextId();
    boolean cached = path.load(models.current(), simulationId);
    if (parameter == null) {
      parameter = wanted == null ? choose() : wanted;
    }
    return cached;
  }

  /** Reads the value that {@link #write} departs from. */
  void readBaseValue() {
    baseValue = path.value(simulationId, parameter);
  }

  private String choose() {
    if (path.parameters(simulationId, PREFERRED_PARAMETER).contains(PREFERRED_PARAMETER)) {
      return PREFERRED_PARAMETER;
    }
    return path.parameters(simulationId, "*").stream()
        .findFirst()
        .orElseThrow(
            () -> new ToolCallException(models.current() + " has no parameter to read and write"));
  }

  /** The parameter that is read and written; null before {@link #loadTarget}. */
  String parameter() {
    return parameter;
  }

  double read() {
    return path.value(simulationId, parameter);
  }

  /**
   * Sets the parameter to one of two values in turn.
   *
   * @throws ToolCallException the bridge answered another value than the one sent
   */
  double write() {
    double value = (++writes & 1) == 0 ? baseValue : nudged();
    double stored = path.setValue(simulationId, parameter, value);
    if (stored != value) {
      throw new ToolCallException("set " + parameter + " to " + value + " but got " + stored);
    }
    return stored;
  }

  private double nudged() {
    return baseValue == 0 ? STEP : baseValue * (1 + STEP);
  }

  String submit() {
    return path.submit(simulationId);
  }

  JobView status(String jobId) {
    return path.job(jobId);
  }

  /**
   * Submits a run and polls until it is over; records when it was first seen to have started.
   *
   * @return the job when it was over
   */
  JobView run() {
    Observation seen = observe();
    recorder.add(QUEUE_WAIT, seen.startNanos());
    return seen.job();
  }

  private Observation observe() {
    long begin = System.nanoTime();
    String jobId = path.submit(simulationId);
    long submitted = System.nanoTime();
    JobView job = path.job(jobId);
    long now = System.nanoTime();
    long firstPoll = now - submitted;
    long start = job.started() ? now - begin : 0;
    polls = 1;
    while (!job.ended()) {
      LockSupport.parkNanos(POLL_NANOS);
      job = path.job(jobId);
      polls++;
      if (start == 0 && job.started()) {
        start = System.nanoTime() - begin;
      }
    }
    return new Observation(job, firstPoll, start, System.nanoTime() - begin);
  }

  /**
   * What the caller of a run saw, in ns.
   *
   * @param firstPollNanos length of the first status call
   * @param startNanos submission until it was seen to have started
   * @param endNanos submission until it was seen to be over
   */
  private record Observation(JobView job, long firstPollNanos, long startNanos, long endNanos) {}

  /**
   * A session from the load to the end of a run; records each of its calls.
   *
   * @param wanted path of the parameter; null to choose
   * @return the job when it was over
   */
  JobView session(String wanted) {
    long begin = System.nanoTime();
    simulationId = nextId();
    recorder.time("load_simulation", () -> path.load(models.current(), simulationId));
    parameter = wanted == null ? choose() : wanted;
    recorder.time("get_parameter_value", this::readBaseValue);
    recorder.time("set_parameter_value", this::write);
    Observation seen = observe();
    recorder.add("get_job_status", seen.firstPollNanos());
    recorder.add(QUEUE_WAIT, seen.startNanos());
    recorder.add("run_simulation", seen.endNanos());
    recorder.add("session", System.nanoTime() - begin);
    return seen.job();
  }

  /** Polls until the job is over. */
  JobView awaitEnd(String jobId) {
    JobView job = path.job(jobId);
    while (!job.ended()) {
      LockSupport.parkNanos(POLL_NANOS);
      job = path.job(jobId);
    }
    return job;
  }

  /**
   * Waits for the end of a run, makes sure that it was one, and keeps its times.
   *
   * @throws ToolCallException the job did not succeed, or its integrator took no step
   */
  void settle(String jobId) {
    JobView job = awaitEnd(jobId);
    if (!job.succeeded()) {
      throw new ToolCallException("job " + jobId + " ended as " + job.status());
    }
    ResultView result = path.result(job.resultsId());
    if (result.steps() <= 0) {
      throw new ToolCallException("job " + jobId + " succeeded without one integration step");
    }
    jobs.add(
        new JobTiming(
            job.queueWaitMs(), job.executionMs(), result.serialisationMs(), polls, result.steps()));
  }

  /** Forgets the jobs and the recorded times so far, those of the warm-up. */
  void forget() {
    jobs.clear();
    recorder.clear();
  }

  /** Recorded times in ms by tool. */
  Map<String, List<Double>> recorded() {
    return recorder.series();
  }

  /** Timings of the settled jobs. */
  List<JobTiming> jobs() {
    return List.copyOf(jobs);
  }
}
