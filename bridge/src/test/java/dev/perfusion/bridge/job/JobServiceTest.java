package dev.perfusion.bridge.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.PreparedRun;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.result.InMemoryResultStore;
import dev.perfusion.bridge.result.ResultArchive;
import dev.perfusion.bridge.result.ResultStore;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.solver.SolverStatistics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The state machine, with runs whose behaviour the test decides. */
class JobServiceTest {
  private static final JobLimits LIMITS = new JobLimits(1, 2, 3, 0, 60, 0, 20);
  private static final Results NOTHING =
      new Results(
          "s",
          new double[] {0},
          List.of(),
          new SolverStatistics(1, 1, 0, 0, 0, 0, 0, 0),
          List.of(),
          1);

  private final List<JobState> seen = new CopyOnWriteArrayList<>();
  private final ResultStore results = new InMemoryResultStore(10, 1 << 20, ResultArchive.NONE);
  private final JobService jobs = service(LIMITS, JobStore.NONE);

  private JobService service(JobLimits limits, JobStore store) {
    return new JobService(limits, results, store, Clock.systemUTC(), job -> seen.add(job.state()));
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  private static JobRequest request() {
    return request(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static JobRequest request(double timeout) {
    return request(Optional.of(timeout), Optional.empty(), Optional.empty());
  }

  private static JobRequest keyed(String key, Integer retries) {
    return request(Optional.empty(), Optional.of(retries), Optional.of(key));
  }

  private static JobRequest request(
      Optional<Double> timeout, Optional<Integer> retries, Optional<String> key) {
    return new JobRequest(
        JobRequest.SIMULATION, "sim", Optional.empty(), timeout, retries, key, "" + retries);
  }

  /** A task that is one run. */
  private static JobTask task(PreparedRun run) {
    return new JobTask() {
      @Override
      public StoredResult run(String resultsId, JobControl control) {
        return new StoredRun(resultsId, "sim", "test", Instant.now(), null, run.execute(control));
      }

      @Override
      public JsonNode description() {
        return Json.mapper().createObjectNode();
      }
    };
  }

  private static JobTask done() {
    return task(control -> NOTHING);
  }

  /** Steps for ever, a millisecond each, until it is told to stop. */
  private static JobTask endless() {
    return task(JobServiceTest::runUntilStopped);
  }

  private static Results runUntilStopped(RunControl control) {
    for (double time = 0; ; time++) {
      if (!control.proceed(time, Double.MAX_VALUE)) {
        throw new SimulationStoppedException(time);
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private JobRecord ended(JobRecord job) throws InterruptedException {
    for (int i = 0; i < 20_000; i++) {
      JobRecord now = jobs.get(job.jobId());
      if (now.state().terminal()) {
        return now;
      }
      Thread.sleep(1);
    }
    throw new AssertionError("job does not end: " + jobs.get(job.jobId()));
  }

  private void awaitRunning(JobRecord job) throws InterruptedException {
    while (jobs.get(job.jobId()).state() == JobState.QUEUED) {
      Thread.sleep(1);
    }
  }

  @Test
  void aJobThatSucceedsGoesThroughItsStatesOnce() throws InterruptedException {
    JobRecord job = ended(jobs.submit(request(), () -> done()));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.resultsId()).isNotNull();
    assertThat(job.progressPercent()).isEqualTo(100);
    assertThat(job.submittedAt()).isBeforeOrEqualTo(job.startedAt());
    assertThat(job.startedAt()).isBeforeOrEqualTo(job.finishedAt());
    assertThat(job.queueWaitNanos()).isNotNegative();
    assertThat(job.executionNanos()).isNotNegative();
    assertThat(seen).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
  }

  /** A task that notes the threads that work on it, and may say that it is brief. */
  private static JobTask noting(List<Thread> threads, boolean brief, JobTask task) {
    return new JobTask() {
      @Override
      public StoredResult run(String resultsId, JobControl control) {
        threads.add(Thread.currentThread());
        return task.run(resultsId, control);
      }

      @Override
      public JsonNode description() {
        return task.description();
      }

      @Override
      public boolean brief() {
        return brief;
      }
    };
  }

  @Test
  void whoWaitsForABriefJobWorksItself() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    JobRecord job = jobs.complete(request(), () -> noting(threads, true, done()), 10_000);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(seen).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED);
    assertThat(jobs.running()).isZero();
  }

  @Test
  void otherJobsAndThoseForWhichNoWorkerIsIdleAreLeftToWorkers() throws InterruptedException {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    jobs.complete(request(), () -> noting(threads, false, done()), 10_000);
    JobRecord busy = jobs.submit(request(), () -> endless());
    awaitRunning(busy);
    JobRecord waiting = jobs.complete(request(), () -> noting(threads, true, done()), 20);
    assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
    jobs.cancel(busy.jobId());
    assertThat(ended(waiting).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
  }

  @Test
  void aJobThatIsNotAsBriefAsItSeemedGoesToAWorkerAndTheWaitEndsInTime()
      throws InterruptedException {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    long start = System.nanoTime();
    JobRecord job = jobs.complete(request(), () -> noting(threads, true, endless()), 200);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    long patience = start + TimeUnit.SECONDS.toNanos(20);
    while (threads.size() < 2 && System.nanoTime() - patience < 0) {
      Thread.sleep(1);
    }
    assertThat(jobs.get(job.jobId()).state()).isEqualTo(JobState.RUNNING);
    assertThat(jobs.get(job.jobId()).attempts()).isEqualTo(1);
    assertThat(threads).hasSize(2).startsWith(Thread.currentThread());
    assertThat(threads.get(1)).isNotSameAs(Thread.currentThread());
    jobs.cancel(job.jobId());
    assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(seen)
        .containsExactly(
            JobState.QUEUED,
            JobState.RUNNING,
            JobState.QUEUED,
            JobState.RUNNING,
            JobState.CANCELLED);
    assertThat(jobs.running()).isZero();
  }

  /** Best of three: how long a busy machine lets a thread wait is not in question here. */
  @Test
  void aShortWaitEndsInTimeWhoeverWorks() throws InterruptedException {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      JobRecord job =
          jobs.complete(request(), () -> noting(new CopyOnWriteArrayList<>(), true, endless()), 10);
      best = Math.min(best, System.nanoTime() - start);
      jobs.cancel(job.jobId());
      ended(job);
    }
    assertThat(best).isLessThan(40_000_000L);
  }

  @Test
  void aBriefJobThatFailsAtFirstIsTriedAgainByAWorker() throws InterruptedException {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    JobTask fails =
        task(
            control -> {
              if (threads.size() == 1) {
                throw new BridgeException(ErrorCode.INTEROP_ERROR, "the engine is gone");
              }
              return NOTHING;
            });
    JobRecord job = jobs.complete(keyed("k", 1), () -> noting(threads, true, fails), 10_000);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.attempts()).isEqualTo(2);
    assertThat(threads).hasSize(2).startsWith(Thread.currentThread());
  }

  /** Best of three: how long a busy machine lets a thread wait is not in question here. */
  @Test
  void theTimeLimitStopsTheRunWithinFiftyMilliseconds() throws InterruptedException {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      JobRecord job = ended(jobs.submit(request(0.1), () -> endless()));
      assertThat(job.state()).isEqualTo(JobState.TIMEOUT);
      assertThat(job.error().message()).contains("timeoutSeconds = 0.1");
      assertThat(job.executionNanos()).isGreaterThanOrEqualTo(100_000_000L);
      best = Math.min(best, job.executionNanos());
    }
    assertThat(best).isLessThan(150_000_000L);
  }

  @Test
  void cancellingARunningJobFreesItsWorkerWithinFiftyMilliseconds() throws InterruptedException {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      JobRecord job = jobs.submit(request(), () -> endless());
      awaitRunning(job);
      long start = System.nanoTime();
      jobs.cancel(job.jobId());
      assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(best).isLessThan(50_000_000L);
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aWaitingJobIsCancelledAtOnceAndNeverRuns() throws InterruptedException {
    JobRecord first = jobs.submit(request(), () -> endless());
    awaitRunning(first);
    AtomicInteger runs = new AtomicInteger();
    JobRecord second =
        jobs.submit(
            request(),
            () ->
                task(
                    control -> {
                      runs.incrementAndGet();
                      return NOTHING;
                    }));
    assertThat(jobs.cancel(second.jobId()).state()).isEqualTo(JobState.CANCELLED);
    jobs.cancel(first.jobId());
    ended(first);
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(runs).hasValue(0);
    assertThat(jobs.get(second.jobId()).queueWaitNanos()).isNull();
  }

  /** A model that has to be read for one job must not hold up the others. */
  @Test
  void aSlowSubmissionHoldsUpNobody() throws Exception {
    JobRecord known = jobs.submit(request(), () -> endless());
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    CompletableFuture<JobRecord> slow =
        CompletableFuture.supplyAsync(
            () ->
                jobs.submit(
                    keyed("slow", 0),
                    () -> {
                      reading.countDown();
                      await(read);
                      return done();
                    }));
    reading.await();
    assertThat(jobs.get(known.jobId()).state().terminal()).isFalse();
    assertThat(ended(jobs.cancel(known.jobId())).state()).isEqualTo(JobState.CANCELLED);
    read.countDown();
    assertThat(ended(slow.get()).state()).isEqualTo(JobState.SUCCEEDED);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFinishedJobIsNotChangedByACancellation() throws InterruptedException {
    JobRecord job = ended(jobs.submit(request(), () -> done()));
    assertThat(jobs.cancel(job.jobId())).isEqualTo(job);
  }

  @Test
  void aFailedSimulationTellsWhenWhyAndWhichStates() throws InterruptedException {
    JobRecord job =
        ended(
            jobs.submit(
                request(),
                () ->
                    task(
                        control -> {
                          throw new SimulationFailedException(
                              12.5, "no way on", List.of("S|A", "S|B"));
                        })));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().time()).isEqualTo(12.5);
    assertThat(job.error().states()).containsExactly("S|A", "S|B");
    assertThat(job.error().message()).contains("no way on");
  }

  @Test
  void aFailureOfThousandsOfStatesNamesTheWorst() throws InterruptedException {
    List<String> all = IntStream.range(0, 3000).mapToObj(i -> "S|A" + i).toList();
    JobRecord job =
        ended(
            jobs.submit(
                request(),
                () ->
                    task(
                        control -> {
                          throw new SimulationFailedException(0, "no start", all);
                        })));
    assertThat(job.error().states()).isEqualTo(all.subList(0, 20));
    assertThat(job.error().message()).endsWith("S|A9 and 2990 more");
  }

  @Test
  void anEngineFaultIsTriedAgainAsOftenAsAllowed() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    PreparedRun run =
        control -> {
          if (attempts.incrementAndGet() < 3) {
            throw new BridgeException(ErrorCode.INTEROP_ERROR, "the engine went away");
          }
          return NOTHING;
        };
    JobRecord job = ended(jobs.submit(keyed("a", 2), () -> task(run)));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.attempts()).isEqualTo(3);

    attempts.set(0);
    JobRecord second = ended(jobs.submit(keyed("b", 1), () -> task(run)));
    assertThat(second.state()).isEqualTo(JobState.FAILED);
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.error().message()).contains("went away");
  }

  @Test
  void aFaultOfTheBridgeEndsTheJobButNotTheWorker() throws InterruptedException {
    JobRecord job =
        ended(
            jobs.submit(
                request(),
                () ->
                    task(
                        control -> {
                          throw new AssertionError("broken");
                        })));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void attemptsAreSpacedAndTheWorkerIsFreeMeanwhile() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    JobRecord failing =
        jobs.submit(
            keyed("spaced", 2),
            () ->
                task(
                    control -> {
                      attempts.incrementAndGet();
                      throw new BridgeException(ErrorCode.INTEROP_ERROR, "gone");
                    }));
    while (attempts.get() == 0) {
      Thread.sleep(1);
    }
    Instant firstStart = jobs.get(failing.jobId()).startedAt();
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
    JobRecord last = ended(failing);
    assertThat(last.attempts()).isEqualTo(3);
    assertThat(last.startedAt()).as("of the first, as the times are").isEqualTo(firstStart);
    // 20 ms before the second attempt, 40 ms before the third.
    assertThat(last.executionNanos()).isGreaterThanOrEqualTo(60_000_000L);
  }

  @Test
  void aTaskThatDoesNotListenIsEndedAndItsWorkerReplaced() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    JobRecord deaf =
        jobs.submit(
            request(0.05),
            () ->
                task(
                    control -> {
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return NOTHING;
                    }));
    JobRecord ended = ended(deaf);
    assertThat(ended.state()).isEqualTo(JobState.TIMEOUT);
    assertThat(ended.executionNanos()).isLessThan(1_000_000_000L);
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
    release.countDown();
    assertThat(ended(jobs.submit(request(), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(jobs.get(deaf.jobId()).state()).isEqualTo(JobState.TIMEOUT);
  }

  /** Does not hear that it is to stop, until a latch lets it go on. */
  private static JobTask deaf(CountDownLatch release) {
    return task(
        control -> {
          await(release);
          return NOTHING;
        });
  }

  private static JobRequest named(String runId) {
    return new JobRequest(
        JobRequest.SIMULATION,
        "sim",
        Optional.of(runId),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "f");
  }

  @Test
  void aTaskThatComesBackTooLateLeavesTheResultsOfANewerJobAlone() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    JobRecord old = jobs.submit(named("r"), () -> deaf(release));
    awaitRunning(old);
    jobs.cancel(old.jobId());
    assertThat(ended(old).state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended(jobs.submit(named("r"), () -> done())).state()).isEqualTo(JobState.SUCCEEDED);
    StoredResult newer = results.get("r");
    release.countDown();
    awaitIdle();
    assertThat(results.find("r")).containsSame(newer);
  }

  private void awaitIdle() throws InterruptedException {
    while (jobs.running() > 0) {
      Thread.sleep(1);
    }
  }

  /** A look that finds nothing to do and comes again at once takes a whole processor. */
  @Test
  void aJobThatWasGivenUpTakesNoTimeWhenItsDeadlinePasses() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    JobRecord job = jobs.submit(request(0.2), () -> deaf(release));
    awaitRunning(job);
    jobs.cancel(job.jobId());
    assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED);
    Thread.sleep(250);
    long before = timerNanos();
    Thread.sleep(200);
    long used = timerNanos() - before;
    release.countDown();
    assertThat(used).isLessThan(20_000_000L);
  }

  private static long timerNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("perfusion-timer")) {
        sum += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sum;
  }

  /** Keeps what it is given in memory, unless it is to fail. */
  private static final class Kept implements JobStore {
    private final List<StoredJob> saved = new CopyOnWriteArrayList<>();
    private final List<StoredJob> finished = new CopyOnWriteArrayList<>();
    private volatile boolean fullForResults;

    @Override
    public void save(StoredJob job) {
      saved.add(job);
    }

    @Override
    public void finish(StoredJob job, StoredResult result) {
      if (fullForResults && result != null) {
        throw new IllegalStateException("the disk is full");
      }
      finished.add(job);
    }

    @Override
    public void forget(Collection<String> jobIds) {}

    @Override
    public List<StoredJob> load() {
      return List.of();
    }

    private List<JobState> statesOf(JobRecord job) {
      return saved.stream()
          .map(StoredJob::job)
          .filter(one -> one.jobId().equals(job.jobId()))
          .map(JobRecord::state)
          .toList();
    }
  }

  private static Job job(JobStore store) {
    return new Job(
        request(),
        Json.mapper().createObjectNode(),
        LIMITS,
        new Job.Surroundings(Clock.systemUTC(), store, job -> {}));
  }

  @Test
  void aWaitingJobThatIsLeftToTheNextProcessDoesNotStartInThisOne() throws InterruptedException {
    Kept store = new Kept();
    Job job = job(store);
    job.announce();
    job.leave();
    assertThat(job.start()).isFalse();
    assertThat(job.await(0)).as("nobody waits for it").isTrue();
    assertThat(job.snapshot().state()).isEqualTo(JobState.QUEUED);
    assertThat(store.saved).extracting(one -> one.job().state()).containsExactly(JobState.QUEUED);
  }

  /** A brief job is not stored before it ends, or is left. */
  @Test
  void aBriefJobThatHasNotBegunIsLeftToTheNextProcessToo() {
    Kept store = new Kept();
    Job job = job(store);
    job.announceToListener();
    assertThat(store.saved).isEmpty();
    job.leave();
    assertThat(job.start()).isFalse();
    assertThat(store.saved).extracting(one -> one.job().state()).containsExactly(JobState.QUEUED);
  }

  @Test
  void theCloseLeavesJobsToTheNextProcessAndReleasesThoseWhoWait() throws Exception {
    Kept store = new Kept();
    JobService service = service(LIMITS, store);
    JobRecord running = service.submit(request(), () -> endless());
    while (service.get(running.jobId()).state() == JobState.QUEUED) {
      Thread.sleep(1);
    }
    JobRecord waiting = service.submit(request(), () -> endless());
    CompletableFuture<JobRecord> waiter =
        CompletableFuture.supplyAsync(() -> service.await(waiting.jobId(), 60_000));
    service.close();
    assertThat(waiter.get(20, TimeUnit.SECONDS).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.statesOf(running))
        .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.QUEUED);
    assertThat(store.statesOf(waiting)).containsExactly(JobState.QUEUED);
    assertThat(store.finished).isEmpty();
    assertThat(service.unfinished()).isEqualTo(2);
  }

  /** What they work on is closed after them. */
  @Test
  void anInterruptedCloseWaitsForItsWorkersLikeAnyOther() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    JobRecord job =
        jobs.submit(
            request(),
            () ->
                task(
                    control -> {
                      while (control.proceed(0, 1)) {
                        Thread.onSpinWait();
                      }
                      try {
                        Thread.sleep(30);
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      ended.set(true);
                      throw new SimulationStoppedException(0);
                    }));
    awaitRunning(job);
    Thread.currentThread().interrupt();
    jobs.close();
    assertThat(Thread.interrupted()).as("passed on").isTrue();
    assertThat(ended).isTrue();
  }

  @Test
  void whatComesAfterTheCloseOfTheTimerIsNoFault() {
    Workers workers = new Workers(1);
    workers.close();
    assertThat(workers.after(0, () -> {}).isDone()).isFalse();
  }

  @Test
  void onlyWhatHasEndedCountsAsFinished() {
    JobRegistry registry = new JobRegistry(1);
    Job job = job(JobStore.NONE);
    registry.add(job);
    registry.finished(job);
    assertThat(registry.trim(Instant.MAX)).isEmpty();
    assertThat(registry.unfinishedCount()).isEqualTo(1);
  }

  @Test
  void aResultThatCannotBeKeptFailsItsJobAndReleasesThoseWhoWait() throws InterruptedException {
    Kept store = new Kept();
    store.fullForResults = true;
    try (JobService service = service(LIMITS, store)) {
      JobRecord job = service.submit(request(), () -> done());
      JobRecord last = service.await(job.jobId(), 20_000);
      assertThat(last.state()).isEqualTo(JobState.FAILED);
      assertThat(last.error().message()).contains("could not be kept", "the disk is full");
      assertThat(last.resultsId()).isNull();
      assertThat(store.finished).extracting(StoredJob::job).containsExactly(last);
      assertThat(seen).containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.FAILED);
    }
    assertThat(results.size()).isZero();
  }

  /** An attempt that follows at once has its own time limit. */
  @Test
  void anAttemptThatFollowsAtOnceIsStoppedInTime() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    JobRequest request = request(Optional.of(0.1), Optional.of(1), Optional.empty());
    try (JobService service = service(new JobLimits(2, 2, 3, 0, 60, 0, 0), JobStore.NONE)) {
      JobRecord job =
          service.submit(
              request,
              () ->
                  task(
                      control -> {
                        if (attempts.incrementAndGet() == 1) {
                          throw new BridgeException(ErrorCode.INTEROP_ERROR, "gone");
                        }
                        return runUntilStopped(control);
                      }));
      assertThat(service.await(job.jobId(), 20_000).state()).isEqualTo(JobState.TIMEOUT);
    }
  }

  @Test
  void aJobThatWaitsForItsNextAttemptIsNotDrained() throws InterruptedException {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().jobRetryDelayMs(60_000).build())) {
      JobRecord job =
          bridge
              .jobs()
              .submit(
                  keyed("k", 1),
                  () ->
                      task(
                          control -> {
                            throw new BridgeException(ErrorCode.INTEROP_ERROR, "gone");
                          }));
      JobRecord now = job;
      while (now.attempts() == 0 || now.state() == JobState.RUNNING) {
        Thread.sleep(1);
        now = bridge.jobs().get(job.jobId());
      }
      assertThat(now.state()).isEqualTo(JobState.QUEUED);
      assertThat(bridge.drain(Duration.ofMillis(50))).isFalse();
      bridge.jobs().cancel(job.jobId());
      assertThat(bridge.drain(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void progressIsTheShareOfSimulatedTimeAndNeverFalls() throws InterruptedException {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    JobRecord job =
        jobs.submit(
            request(),
            () ->
                task(
                    control -> {
                      control.proceed(50, 100);
                      control.proceed(25, 100);
                      half.countDown();
                      try {
                        go.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return NOTHING;
                    }));
    half.await();
    assertThat(jobs.get(job.jobId()).progressPercent()).isEqualTo(50);
    assertThat(jobs.await(job.jobId(), 5).state()).isEqualTo(JobState.RUNNING);
    go.countDown();
    assertThat(jobs.await(job.jobId(), 5000).progressPercent()).isEqualTo(100);
  }

  @Test
  void aFullQueueSaysSo() throws InterruptedException {
    JobRecord running = jobs.submit(request(), () -> endless());
    awaitRunning(running);
    jobs.submit(request(), () -> endless());
    jobs.submit(request(), () -> endless());
    BridgeException e =
        catchThrowableOfType(BridgeException.class, () -> jobs.submit(request(), () -> endless()));
    assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(e).hasMessageContaining("2 jobs wait").hasMessageContaining("try again in");
    assertThat(e.retryAfterSeconds()).isPositive();
  }

  @Test
  void equalKeysGiveOneJobUnderConcurrentCalls() throws InterruptedException {
    ExecutorService callers = Executors.newFixedThreadPool(16);
    Set<String> ids = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < 100; i++) {
      callers.execute(
          () -> {
            try {
              go.await();
              ids.add(
                  jobs.submit(
                          keyed("k", 0),
                          () ->
                              task(
                                  control -> {
                                    runs.incrementAndGet();
                                    return NOTHING;
                                  }))
                      .jobId());
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    go.countDown();
    callers.shutdown();
    assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ids).hasSize(1);
    ended(jobs.get(ids.iterator().next()));
    assertThat(runs).hasValue(1);
    BridgeException e =
        catchThrowableOfType(BridgeException.class, () -> jobs.submit(keyed("k", 1), () -> done()));
    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void onlyTheNewestFinishedJobsAreRemembered() throws InterruptedException {
    JobRecord first = ended(jobs.submit(keyed("old", 0), () -> done()));
    for (int i = 0; i < LIMITS.history() + 1; i++) {
      ended(jobs.submit(request(), () -> done()));
    }
    // They are forgotten beside the jobs, a moment later.
    BridgeException e = null;
    for (int i = 0; i < 20_000 && e == null; i++) {
      Thread.sleep(1);
      e = catchThrowableOfType(BridgeException.class, () -> jobs.get(first.jobId()));
    }
    assertThat(e).as("the first job is forgotten").isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(jobs.submit(keyed("old", 0), () -> done()).jobId()).isNotEqualTo(first.jobId());
  }
}
