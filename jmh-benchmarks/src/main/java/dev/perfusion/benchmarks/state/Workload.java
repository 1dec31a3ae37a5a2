package dev.perfusion.benchmarks.state;

import dev.perfusion.benchmarks.path.JobView;
import dev.perfusion.benchmarks.path.PopulationView;
import dev.perfusion.benchmarks.path.ResultView;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.path.ToolPath;
import dev.perfusion.benchmarks.record.JobTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls of one caller, on one tool path. Values alternate, ids are used once, and each run is
 * checked to have integrated, so that no cache can answer in the place of the work.
 */
public final class Workload {
  private static final String PREFERRED_PARAMETER = "Organism|Weight";
  private static final long POLL_NANOS = 100_000;
  private static final long POLLS = 1000;
  private static final int WARM_ROUNDS = 3;
  private static final String RUN = "run_simulation";
  private static final String RUN_POPULATION = "run_population_simulation";
  private static final String QUEUE_WAIT = ".queue_wait";
  private static final double STEP = 1e-6;

  /** About what four subjects of the demo model have in the smoke scenario. */
  private static final long BYTES_TO_READ = 4_000_000;

  private static final double MOST_RUN_MS = 20_000;

  private final ToolPath path;
  private final ModelFiles models;
  private PopulationWorkload populations;
  private final String wanted;

  /** Callers share a server, so the ids of one must not be those of another. */
  private final String simulations = "bench-" + UUID.randomUUID().toString().substring(0, 8);

  private final List<JobTiming> jobs = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final CallRecorder recorder = new CallRecorder();
  private final Readings readings = new Readings();
  private int loads;
  private String loaded;
  private String simulationId;
  private String parameter;
  private double baseValue;
  private long writes;
  private String jobId;
  private String resultsId;
  private String populationId;

  /**
   * A job that was submitted and whose end was not yet looked at.
   *
   * @param polls status calls until it was seen to be over; 0 when nobody has looked
   */
  private record Pending(String jobId, boolean population, int polls) {}

  /**
   * The calls of a caller.
   *
   * @param wanted path of the parameter to read and write; null to choose
   */
  Workload(ToolPath path, ModelFiles models, PopulationWorkload populations, String wanted) {
    this.path = path;
    this.models = models;
    this.populations = populations;
    this.wanted = wanted;
  }

  /** Loads the model file under a new id; says whether the bridge knew the compiled model. */
  public boolean load() {
    loaded = nextId();
    return models.load(path, loaded);
  }

  private String nextId() {
    return simulations + "-" + ++loads;
  }

  /** Forgets what was loaded last. */
  void unloadLatest() {
    path.unload(loaded);
  }

  /** Forgets the simulation that the calls work on, if there is one. */
  void unloadTarget() {
    if (simulationId != null) {
      path.unload(simulationId);
      simulationId = null;
    }
  }

  /** Loads the simulation that the other calls work on, and chooses a parameter. */
  boolean loadTarget() {
    simulationId = nextId();
    boolean cached = models.load(path, simulationId);
    if (parameter == null) {
      parameter = wanted == null ? choose() : wanted;
    }
    return cached;
  }

  /** Loads the target and calls every tool of a single run some times. */
  void warmUp() {
    loadTarget();
    readBaseValue();
    for (int i = 0; i < WARM_ROUNDS; i++) {
      read();
      write();
      run();
      settle();
    }
  }

  /** Reads the value that {@link #write} and populations depart from. */
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

  /** Reads the chosen parameter. */
  public double read() {
    return path.value(simulationId, parameter);
  }

  /**
   * Sets the parameter to one of two values in turn.
   *
   * @throws ToolCallException the bridge answered another value than the one sent
   */
  public double write() {
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

  /** Submits a run. */
  String submit() {
    jobId = path.submit(simulationId);
    pending.add(new Pending(jobId, false, 0));
    return jobId;
  }

  /** Status of the job that was submitted last. */
  public JobView status() {
    return path.job(jobId);
  }

  /**
   * Submits a run and polls until it is over; records when it was first seen to have started.
   *
   * @return the job when it was over
   */
  public JobView run() {
    Observation seen = observe(() -> path.submit(simulationId), false);
    recorder.add(RUN + QUEUE_WAIT, seen.startNanos());
    resultsId = seen.job().resultsId();
    return seen.job();
  }

  /** As {@link #run()}, of a population; also records how long it took. */
  public JobView runPopulation() {
    ObjectNode workload = populations.of(parameter, baseValue);
    Observation seen = observe(() -> path.submitPopulation(simulationId, workload), true);
    recorder.add(RUN_POPULATION + QUEUE_WAIT, seen.startNanos());
    recorder.add(RUN_POPULATION, seen.endNanos());
    populationId = seen.job().resultsId();
    return seen.job();
  }

  /**
   * Runs a population that is large enough to be read: of a few kilobytes the rate would be that of
   * asking for them. Where nobody has said who is in it, and the model stores little in a run,
   * there are more runs of each subject, as many as take some seconds.
   */
  void runPopulationToRead() {
    runPopulation();
    settle();
    if (!populations.isChosenHere()) {
      return;
    }
    long bytes = Math.max(1, path.population(populationId).bytes());
    double runMs = Math.max(1, jobs.get(jobs.size() - 1).executionMs());
    int more = (int) Math.min((BYTES_TO_READ + bytes - 1) / bytes, (long) (MOST_RUN_MS / runMs));
    if (more > 1) {
      populations = populations.repeated(more);
      runPopulation();
      settle();
    }
  }

  private Observation observe(Supplier<String> submission, boolean population) {
    long begin = System.nanoTime();
    jobId = submission.get();
    long submitted = System.nanoTime();
    JobView job = path.job(jobId);
    long now = System.nanoTime();
    long firstPoll = now - submitted;
    long start = job.started() ? now - begin : 0;
    int polls = 1;
    while (!job.ended()) {
      pause(begin);
      job = path.job(jobId);
      polls++;
      if (start == 0 && job.started()) {
        start = System.nanoTime() - begin;
      }
    }
    long end = System.nanoTime() - begin;
    if (!job.succeeded()) {
      throw new ToolCallException("job " + jobId + " ended as " + job.status());
    }
    pending.add(new Pending(jobId, population, polls));
    return new Observation(job, firstPoll, start, end);
  }

  /** A thousandth of the time so far, so that a long job is not slowed by those who wait for it. */
  private static void pause(long begin) {
    LockSupport.parkNanos(Math.max(POLL_NANOS, (System.nanoTime() - begin) / POLLS));
  }

  /**
   * What the caller of a run saw, in ns.
   *
   * @param firstPollNanos length of the first status call
   * @param startNanos submission until it was seen to have started
   * @param endNanos submission until it was seen to be over
   */
  private record Observation(JobView job, long firstPollNanos, long startNanos, long endNanos) {}

  /** A page of the latest result. */
  public long resultPage() {
    return path.resultPage(resultsId);
  }

  /** PK parameters of the latest result. */
  public int pkParameters() {
    return path.pkParameters(resultsId);
  }

  /** Reads the latest population and all its chunks, and notes the rate. */
  public PopulationView readPopulation() {
    return readPopulation(populationId);
  }

  /**
   * As {@link #readPopulation()}, of any population.
   *
   * @throws ToolCallException it has no chunks
   */
  PopulationView readPopulation(String id) {
    PopulationView population = path.population(id);
    readings.add(population);
    if (population.bytes() == 0) {
      throw new ToolCallException("population " + id + " has no chunks");
    }
    return population;
  }

  /** The population that was run last; null without one. */
  String populationId() {
    return populationId;
  }

  /** A session from the load to the chunks of a population; records each of its calls. */
  public void session() {
    long begin = System.nanoTime();
    simulationId = nextId();
    recorder.time("load_simulation", () -> models.load(path, simulationId));
    parameter = wanted == null ? choose() : wanted;
    recorder.time("get_parameter_value", this::readBaseValue);
    recorder.time("set_parameter_value", this::write);
    Observation seen = observe(() -> path.submit(simulationId), false);
    recorder.add("get_job_status", seen.firstPollNanos());
    recorder.add(RUN + QUEUE_WAIT, seen.startNanos());
    recorder.add(RUN, seen.endNanos());
    resultsId = seen.job().resultsId();
    recorder.time("get_results", this::resultPage);
    recorder.time("calculate_pk_parameters", this::pkParameters);
    runPopulation();
    recorder.time("get_population_results", this::readPopulation);
    recorder.add("session", System.nanoTime() - begin);
  }

  /**
   * Waits for the ends of the jobs since the last call, makes sure that they were such, and keeps
   * their times.
   *
   * @throws ToolCallException a job did not succeed, or its integrator took no step
   */
  void settle() {
    List<Pending> submitted = List.copyOf(pending);
    pending.clear();
    submitted.forEach(this::settle);
  }

  private void settle(Pending submitted) {
    JobView job = awaitEnd(submitted.jobId());
    if (!job.succeeded()) {
      throw new ToolCallException("job " + submitted.jobId() + " ended as " + job.status());
    }
    ResultView result =
        submitted.population()
            ? new ResultView(path.population(job.resultsId()).steps(), Double.NaN)
            : path.result(job.resultsId());
    if (result.steps() <= 0) {
      throw new ToolCallException(
          "job " + submitted.jobId() + " succeeded without one integration step");
    }
    jobs.add(
        new JobTiming(
            submitted.population() ? RUN_POPULATION : RUN,
            job.queueWaitMs(),
            job.executionMs(),
            result.serialisationMs(),
            submitted.polls(),
            result.steps()));
  }

  /** Waits for the end of the run that was submitted last, without reading its result. */
  void awaitLatest() {
    resultsId = awaitEnd(jobId).resultsId();
  }

  private JobView awaitEnd(String id) {
    long begin = System.nanoTime();
    JobView job = path.job(id);
    while (!job.ended()) {
      pause(begin);
      job = path.job(id);
    }
    return job;
  }

  /** Forgets the jobs and the recorded times so far, those of the warm-up. */
  void forget() {
    jobs.clear();
    recorder.clear();
    readings.clear();
  }

  /** Recorded times in ms by tool. */
  Map<String, List<Double>> recorded() {
    return recorder.series();
  }

  /** Timings of the settled jobs. */
  List<JobTiming> jobs() {
    return List.copyOf(jobs);
  }

  /** What was read of populations. */
  Readings readings() {
    return readings;
  }
}
