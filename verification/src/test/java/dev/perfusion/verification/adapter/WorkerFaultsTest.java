package dev.perfusion.verification.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.simmodel.SimModelAdapter;
import dev.perfusion.bridge.adapter.worker.SubprocessAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobListener;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import dev.perfusion.bridge.result.StoredResult;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.tool.GetJobStatus;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.fixtures.SlowModel;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes that die, hang, babble, flood and leak: one is lost, the work is not. */
class WorkerFaultsTest {
  private static final AdapterSettings SUBPROCESS =
      AdapterSettings.DEFAULT.with(AdapterSettings.Backend.SUBPROCESS);
  private static final String WEIGHT = "Organism|Weight";

  /** Of a time limit the best counts: how long a busy machine lets a thread wait is not asked. */
  private static final int ATTEMPTS = 3;

  @TempDir private Path folder;

  @AfterEach
  void noFault() {
    System.clearProperty(FaultyWorker.FAULT);
  }

  private static AdapterSettings.Pool pool(int min, int max, boolean prewarm, int memoryMb) {
    return new AdapterSettings.Pool(min, max, 300_000, 0, prewarm, memoryMb);
  }

  /** Long: a job that is tried again goes to the end of the queue, behind a thousand. */
  private static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 300_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      Thread.sleep(5);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().totalCpuDuration())
        .map(time -> time.toMillis() / 1e3)
        .orElse(0.0);
  }

  private Bridge bridge(AdapterSettings.Pool pool, SubprocessAdapter adapter, int retries)
      throws IOException {
    SlowModel.writeTo(folder);
    return Bridge.open(
        BridgeConfig.builder()
            .modelSearchPaths(folder)
            .jobMaxRetries(retries)
            .jobRetryDelayMs(1)
            .resultEntries(2000)
            .adapter(SUBPROCESS.with(pool))
            .build(),
        adapter);
  }

  /** A run under way, and the process that it is on. */
  private record Running(String jobId, long pid) {}

  private static Running running(Bridge bridge, SubprocessAdapter adapter) throws Exception {
    String job = bridge.call(RunSimulation.Request.of("slow")).jobId();
    until("progress", () -> bridge.call(new GetJobStatus.Request(job)).progress() > 0);
    double[] before = Arrays.stream(adapter.workers()).mapToDouble(p -> cpuSeconds(p)).toArray();
    long[] pids = adapter.workers();
    Thread.sleep(300);
    int busiest = 0;
    for (int i = 1; i < pids.length; i++) {
      double used = cpuSeconds(pids[i]) - before[i];
      busiest = used > cpuSeconds(pids[busiest]) - before[busiest] ? i : busiest;
    }
    return new Running(job, pids[busiest]);
  }

  @Test
  void aRunWhoseWorkerIsKilledFailsWithTheReasonAndOthersGoOn() throws Exception {
    AdapterSettings.Pool two = pool(2, 3, true, 512);
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS.with(two), 2);
    try (Bridge bridge = bridge(two, adapter, 0)) {
      until("ready", () -> bridge.health().ready());
      bridge.call(new LoadSimulation.Request(SlowModel.FILE_NAME, "slow"));
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "demo"));
      Running victim = running(bridge, adapter);
      kill(victim.pid());
      RunSimulation.Response other = bridge.call(RunSimulation.Request.andWait("demo"));
      assertThat(other.status()).isEqualTo("succeeded");
      until(
          "end", () -> bridge.call(new GetJobStatus.Request(victim.jobId())).finishedAt() != null);
      GetJobStatus.Response ended = bridge.call(new GetJobStatus.Request(victim.jobId()));
      assertThat(ended.status()).isEqualTo("failed");
      assertThat(ended.error().message()).contains("signal 9");
      assertThat(ended.attempts()).isEqualTo(1);
      until("the loss is counted", () -> adapter.workersLost() == 1);
      until("replaced", () -> adapter.workers().length >= 2);
    }
  }

  @Test
  void aRunWhoseWorkerIsKilledIsTriedAgainWhenItMayBe() throws Exception {
    AdapterSettings.Pool one = pool(1, 2, false, 512);
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS.with(one), 2);
    try (Bridge bridge = bridge(one, adapter, 2)) {
      bridge.call(new LoadSimulation.Request(SlowModel.FILE_NAME, "slow"));
      bridge.call(
          "set_parameter_value",
          Map.of("simulationId", "slow", "parameterPath", SlowModel.SPEED, "value", 60));
      Running victim = running(bridge, adapter);
      kill(victim.pid());
      until(
          "end", () -> bridge.call(new GetJobStatus.Request(victim.jobId())).finishedAt() != null);
      GetJobStatus.Response ended = bridge.call(new GetJobStatus.Request(victim.jobId()));
      assertThat(ended.status()).as("%s", ended.error()).isEqualTo("succeeded");
      assertThat(ended.attempts()).isEqualTo(2);
      assertThat(bridge.results().size()).isEqualTo(1);
    }
  }

  @Test
  void aWorkerThatHangsIsKilledAtTheDeadline() throws Exception {
    assumeTrue(File.separatorChar == '/', "skipped: needs the signal STOP");
    AdapterSettings settings = SUBPROCESS.with(pool(1, 1, true, 512)).withTimeoutMs(3000);
    try (SubprocessAdapter adapter = new SubprocessAdapter(settings, 2)) {
      until("ready", () -> adapter.health().ready());
      AdapterSession session = adapter.open(new ModelSource.Demo());
      session.set(Map.of(WEIGHT, 61.0));
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS && best > 4000; attempt++) {
        long hung = adapter.workers()[0];
        assertThat(new ProcessBuilder("kill", "-STOP", "" + hung).start().waitFor()).isZero();
        long start = System.nanoTime();
        assertThatThrownBy(() -> session.value(WEIGHT))
            .isInstanceOfSatisfying(
                BridgeException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                  assertThat(e).hasMessageContaining("ADAPTER_TIMEOUT_MS");
                });
        best = Math.min(best, (System.nanoTime() - start) / 1e6);
        until("death", () -> ProcessHandle.of(hung).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(session.value(WEIGHT)).isEqualTo(61);
      }
      assertThat(best).isBetween(3000.0, 4000.0);

      long second = adapter.workers()[0];
      assertThat(new ProcessBuilder("kill", "-STOP", "" + second).start().waitFor()).isZero();
      assertThatThrownBy(() -> session.prepare().execute(RunControl.NONE))
          .hasMessageContaining("no sign of life");
      assertThat(session.prepare().execute(RunControl.NONE).times()).isNotEmpty();
    }
  }

  /** It goes on to say how far it is; that must not keep it alive. */
  @Test
  void aWorkerThatDoesNotStopItsRunIsKilled() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "deaf");
    AdapterSettings settings = SUBPROCESS.with(pool(1, 1, false, 512));
    SubprocessAdapter adapter = new SubprocessAdapter(settings, 2, FaultyWorker.class.getName());
    try (Bridge bridge = bridge(settings.pool(), adapter, 0)) {
      bridge.call(new LoadSimulation.Request(SlowModel.FILE_NAME, "slow"));
      double end = Double.MAX_VALUE;
      double death = Double.MAX_VALUE;
      for (int attempt = 1; attempt <= ATTEMPTS && (end >= 500 || death > 3000); attempt++) {
        String job = bridge.call(RunSimulation.Request.of("slow")).jobId();
        until("progress", () -> bridge.call(new GetJobStatus.Request(job)).progress() > 0);
        long deaf = adapter.workers()[0];
        long asked = System.nanoTime();
        bridge.jobs().cancel(job);
        assertThat(bridge.jobs().await(job, 5_000).state()).isEqualTo(JobState.CANCELLED);
        end = Math.min(end, (System.nanoTime() - asked) / 1e6);
        until("death", () -> ProcessHandle.of(deaf).filter(ProcessHandle::isAlive).isEmpty());
        death = Math.min(death, (System.nanoTime() - asked) / 1e6);
        int lost = attempt;
        until("the loss is counted", () -> adapter.workersLost() == lost);
      }
      assertThat(end).as("ms, long before its end after a second").isLessThan(500);
      assertThat(death).as("ms").isBetween(900.0, 3000.0);
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "demo"));
      assertThat(bridge.call(RunSimulation.Request.andWait("demo")).status())
          .isEqualTo("succeeded");
    }
  }

  /** To start one after the other as fast as they die would take a processor for nothing. */
  @Test
  void workersThatDieSoonAreReplacedWithoutHaste() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "brief");
    AdapterSettings settings = SUBPROCESS.with(pool(1, 1, false, 512));
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(settings, 2, FaultyWorker.class.getName())) {
      until("the first is lost", () -> adapter.workersLost() >= 1);
      Thread.sleep(3000);
      until("the second is lost", () -> adapter.workersLost() >= 2);
      assertThat(adapter.workersLost()).isBetween(2L, 4L);
      System.clearProperty(FaultyWorker.FAULT);
      until("one that lives", () -> adapter.workers().length == 1);
      assertThat(adapter.open(new ModelSource.Demo()).value(WEIGHT)).isPositive();
    }
  }

  @Test
  void aServerIsReadyWhenAWorkerHasLoadedAndRunTheDemoModel() throws Exception {
    // So that it cannot be ready before anybody has looked.
    System.setProperty(FaultyWorker.FAULT, "late");
    for (boolean prewarm : new boolean[] {true, false}) {
      AdapterSettings settings = SUBPROCESS.with(pool(1, 1, prewarm, 512));
      SubprocessAdapter adapter = new SubprocessAdapter(settings, 2, FaultyWorker.class.getName());
      try (Bridge bridge = bridge(settings.pool(), adapter, 0)) {
        assertThat(bridge.health().ready()).isEqualTo(!prewarm);
        assertThat(bridge.health().status()).isEqualTo(prewarm ? "starting" : "ok");
        until("ready", () -> bridge.health().ready());
        // What a worker has compiled already it does not compile again.
        assertThat(adapter.open(new ModelSource.Demo()).info().cached()).isEqualTo(prewarm);
      }
    }
  }

  @Test
  void noiseOnStandardOutputAndErrorDoesNoHarm() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "noise");
    AdapterSettings settings = SUBPROCESS.with(pool(1, 2, false, 512));
    PrintStream errors = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(settings, 2, FaultyWorker.class.getName())) {
      AdapterSession session = adapter.open(new ModelSource.Demo());
      Results first = session.prepare().execute(RunControl.NONE);
      for (int i = 0; i < 20; i++) {
        Results again = session.prepare().execute(RunControl.NONE);
        assertThat(again.series().get(0).values()).isEqualTo(first.series().get(0).values());
      }
      assertThat(adapter.workersLost()).isZero();
    } finally {
      System.setErr(errors);
    }
    assertThat(
            log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("worker 1: {\"id\":1,")))
        .as("what it writes is in the log, up to a bound")
        .hasSizeBetween(1, 100);
  }

  @Test
  void aWorkerThatSendsWhatIsNoMessageIsGivenUp() {
    System.setProperty(FaultyWorker.FAULT, "babble");
    AdapterSettings settings = SUBPROCESS.with(pool(0, 1, false, 512));
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(settings, 2, FaultyWorker.class.getName())) {
      assertThatThrownBy(() -> adapter.open(new ModelSource.Demo()))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEROP_ERROR))
          .hasMessageContaining("no message");
    }
  }

  @Test
  void aWorkerThatCannotStartIsAnErrorWithItsReason() {
    System.setProperty(FaultyWorker.FAULT, "dies");
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(
            SUBPROCESS.with(pool(0, 1, false, 512)), 2, FaultyWorker.class.getName())) {
      assertThatThrownBy(() -> adapter.open(new ModelSource.Demo()))
          .hasMessageContaining("exit code 7");
    }
  }

  /** Who waits until the bridge is ready sends no call that could start one. */
  @Test
  void workersThatCannotStartAreTriedAgainWithoutACall() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "dies");
    AdapterSettings settings = SUBPROCESS.with(pool(2, 3, true, 512));
    SubprocessAdapter adapter = new SubprocessAdapter(settings, 2, FaultyWorker.class.getName());
    try (Bridge bridge = bridge(settings.pool(), adapter, 0)) {
      until("the reason", () -> bridge.health().issues().toString().contains("exit code 7"));
      Thread.sleep(3500);
      assertThat(bridge.health().ready()).isFalse();
      assertThat(bridge.health().status()).isEqualTo("degraded");
      assertThat((long) adapter.health().environment().get("workersStarted"))
          .as("at 0, 1 and 3 s and as long as it takes to fail")
          .isBetween(2L, 3L);
      System.clearProperty(FaultyWorker.FAULT);
      until("ready", () -> bridge.health().ready());
      until("both", () -> adapter.workers().length == 2);
      assertThat(bridge.health().status()).isEqualTo("ok");
      assertThat(adapter.open(new ModelSource.Demo()).info().cached()).as("warm").isTrue();
    }
  }

  /** To write from an interrupted thread would close the connection of every idle worker. */
  @Test
  void aCallerThatIsInterruptedCostsNoWorker() throws Exception {
    AdapterSettings settings = SUBPROCESS.with(pool(1, 1, true, 512));
    try (SubprocessAdapter adapter = new SubprocessAdapter(settings, 2)) {
      until("ready", () -> adapter.health().ready());
      AdapterSession session = adapter.open(new ModelSource.Demo());
      session.set(Map.of(WEIGHT, 61.0));
      long worker = adapter.workers()[0];
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> session.value(WEIGHT))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(session.value(WEIGHT)).isEqualTo(61);
      assertThat(adapter.workers()).containsExactly(worker);
      assertThat(adapter.workersLost()).isZero();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void anInterruptEndsTheWaitForAWorkerThatDoesNotConnect() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "mute");
    // The first is started by the pool itself, and is as mute.
    AdapterSettings settings = SUBPROCESS.with(pool(0, 2, false, 512)).withTimeoutMs(10_000);
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(settings, 2, FaultyWorker.class.getName())) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  adapter.open(new ModelSource.Demo());
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      caller.start();
      until("wait", () -> Arrays.toString(caller.getStackTrace()).contains("Worker.accept"));
      caller.interrupt();
      caller.join(5_000);
      assertThat(caller.isAlive()).as("waits on").isFalse();
      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("interrupted");
    }
  }

  /** While one is being warmed, and while another is given time to stop its run. */
  @Test
  void theEndOfAPoolIsNoNews() throws Exception {
    PrintStream errors = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      AdapterSettings.Pool warm = pool(1, 1, true, 512);
      try (SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS.with(warm), 2)) {
        until("the first", () -> adapter.workers().length == 1);
      }
      System.setProperty(FaultyWorker.FAULT, "deaf");
      AdapterSettings.Pool cold = pool(1, 1, false, 512);
      SubprocessAdapter adapter =
          new SubprocessAdapter(SUBPROCESS.with(cold), 2, FaultyWorker.class.getName());
      try (Bridge bridge = bridge(cold, adapter, 0)) {
        bridge.call(new LoadSimulation.Request(SlowModel.FILE_NAME, "slow"));
        String job = bridge.call(RunSimulation.Request.of("slow")).jobId();
        until("progress", () -> bridge.call(new GetJobStatus.Request(job)).progress() > 0);
        bridge.jobs().cancel(job);
        assertThat(bridge.jobs().await(job, 5_000).state()).isEqualTo(JobState.CANCELLED);
      }
      // The threads that were interrupted have nothing to say, either.
      Thread.sleep(200);
    } finally {
      System.setErr(errors);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .doesNotContain("Exception in thread", "not needed any more");
  }

  @Test
  void aWorkerThatLeaksIsLostAndReplaced() throws Exception {
    System.setProperty(FaultyWorker.FAULT, "leak");
    AdapterSettings settings = SUBPROCESS.with(pool(1, 2, false, 96));
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(settings, 2, FaultyWorker.class.getName())) {
      AdapterSession session = adapter.open(new ModelSource.Demo());
      session.set(Map.of(WEIGHT, 61.0));
      while (adapter.workersLost() < 2) {
        assertThat(session.value(WEIGHT)).isEqualTo(61);
        Thread.sleep(5);
      }
      System.clearProperty(FaultyWorker.FAULT);
      assertThat(session.value(WEIGHT)).isEqualTo(61);
    }
  }

  @Test
  void workersAreRecycledAndIdleOnesEnded() throws Exception {
    AdapterSettings settings = SUBPROCESS.with(new AdapterSettings.Pool(1, 3, 400, 30, false, 512));
    try (SubprocessAdapter adapter = new SubprocessAdapter(settings, 2)) {
      AdapterSession session = adapter.open(new ModelSource.Demo());
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        session.value(WEIGHT);
        long[] now = adapter.workers();
        assertThat(now).hasSizeLessThanOrEqualTo(3);
        Arrays.stream(now).forEach(seen::add);
      }
      assertThat(seen.size()).isBetween(3, 6);
      until("one is left", () -> adapter.workers().length == 1);
      assertThat(adapter.workersLost()).isZero();
    }
  }

  @Test
  void aLibraryThatDoesNotLoadIsAReason() throws Exception {
    Files.writeString(
        folder.resolve(System.mapLibraryName("OSPSuite.SimModelNative")), "no library");
    try (SimModelAdapter adapter = new SimModelAdapter(folder, 1, 10_000)) {
      assertThat(adapter.health().available()).isFalse();
      assertThat(adapter.health().issues().get(0)).contains("do not load");
      assertThatThrownBy(() -> adapter.open(new ModelSource.Demo()))
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING));
    }
    try (SimModelAdapter adapter = new SimModelAdapter(null, 1, 10_000)) {
      assertThat(adapter.health().issues().get(0)).contains("OSPSUITE_LIBS");
    }
    AdapterSettings settings =
        SUBPROCESS
            .with(pool(1, 1, true, 512))
            .with(AdapterSettings.WorkerEngine.SIMMODEL)
            .withOspsuiteLibs(folder);
    try (SubprocessAdapter adapter = new SubprocessAdapter(settings, 1)) {
      until("ready", () -> adapter.health().ready());
      assertThat(adapter.health().available()).isFalse();
      assertThatThrownBy(() -> adapter.open(new ModelSource.Demo()))
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING));
    }
  }

  /** A worker is killed after every 20th run, whatever it is doing. */
  @Test
  void aThousandRunsSurviveTheirWorkers() throws Exception {
    int runs = 1000;
    AdapterSettings.Pool three = pool(2, 3, true, 512);
    SubprocessAdapter adapter = new SubprocessAdapter(SUBPROCESS.with(three), 2);
    try (Bridge bridge = bridge(three, adapter, 5)) {
      until("ready", () -> bridge.health().ready());
      bridge.call(new LoadSimulation.Request(ModelSource.Demo.LABEL, "demo"));
      RunSimulation.Response first = bridge.call(RunSimulation.Request.andWait("demo"));
      Results expected = results(bridge, first.resultsId());
      AtomicInteger succeeded = new AtomicInteger();
      AtomicInteger produced = new AtomicInteger();
      AtomicInteger killed = new AtomicInteger();
      Runnable deaf =
          bridge.onJobChange(
              new JobListener() {
                @Override
                public void changed(JobRecord job) {
                  if (job.state().wireName().equals("succeeded")
                      && succeeded.incrementAndGet() % 20 == 0) {
                    long[] pids = adapter.workers();
                    kill(pids[killed.incrementAndGet() % pids.length]);
                  }
                }

                @Override
                public void produced(StoredResult result) {
                  produced.incrementAndGet();
                }
              });
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        jobs.add(bridge.call(RunSimulation.Request.of("demo")).jobId());
      }
      Set<String> resultIds = new HashSet<>();
      for (String job : jobs) {
        until("job " + job, () -> bridge.call(new GetJobStatus.Request(job)).finishedAt() != null);
        GetJobStatus.Response ended = bridge.call(new GetJobStatus.Request(job));
        assertThat(ended.status()).as("%s", ended.error()).isEqualTo("succeeded");
        assertThat(resultIds.add(ended.resultHandle().resultsId())).isTrue();
        Results found = results(bridge, ended.resultHandle().resultsId());
        assertThat(found.series().get(0).values()).isEqualTo(expected.series().get(0).values());
      }
      deaf.run();
      assertThat(resultIds).hasSize(runs);
      assertThat(bridge.results().size()).isEqualTo(runs + 1);
      assertThat(produced.get()).as("no run gave two results").isEqualTo(runs);
      assertThat(killed.get()).isEqualTo(runs / 20);
      until("all are back", () -> adapter.workers().length >= 2);
      assertThat(bridge.health().ready()).isTrue();
      assertThat(bridge.call(RunSimulation.Request.andWait("demo")).status())
          .isEqualTo("succeeded");
    }
  }

  private static Results results(Bridge bridge, String id) {
    return ((StoredRun) bridge.results().get(id)).results();
  }

  /** What is run in a worker unless a test says otherwise. */
  @Test
  void aFaultyWorkerWithoutAFaultIsAWorker() {
    try (SubprocessAdapter adapter =
        new SubprocessAdapter(
            SUBPROCESS.with(pool(0, 1, false, 512)), 1, FaultyWorker.class.getName())) {
      assertThat(adapter.open(new ModelSource.Demo()).value(WEIGHT)).isPositive();
    }
  }
}
