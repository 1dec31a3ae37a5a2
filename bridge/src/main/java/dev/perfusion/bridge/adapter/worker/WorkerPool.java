package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationStoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker processes that wait for calls. A call takes an idle one, by preference one that has its
 * model, else a new one as long as there may be more, else it waits. Runs leave one worker to the
 * other calls. What dies is replaced; what was asked of it, asked again, unless it was a run that
 * had begun.
 */
final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
  private static final int TRIES = 3;
  private static final int LOOK_MS = 10;
  private static final long SHORTEST_LOOK_MS = 50;

  /** A worker that lived shorter is replaced after a pause, unless a call needs one before. */
  private static final long SHORT_LIFE_MS = 1000;

  private static final long PAUSE_MS = 1000;

  /** The pause doubles with each start in a row that fails, up to this. */
  private static final long LONGEST_PAUSE_MS = 30_000;

  private static final int MOST_DOUBLINGS = 5;

  private final AdapterSettings settings;
  private final AdapterSettings.Pool bounds;
  private final WorkerCommand command;
  private final Path folder;
  private final Semaphore runs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Set<Worker> all = new HashSet<>();
  private int starting;
  private int waiting;
  private int failedStarts;
  private boolean retryPlanned;
  private volatile String failure;
  private volatile boolean closed;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final ExecutorService chores = Executors.newCachedThreadPool(WorkerPool::daemon);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(WorkerPool::daemon);

  /** What makes a new worker warm. */
  @FunctionalInterface
  interface Warmer {
    void warm(Worker worker) throws WorkerGoneException;
  }

  private final Warmer warmer;

  /**
   * How many there are.
   *
   * @param started since the beginning
   * @param lost of these, died or were killed for not answering
   * @param failure why there is none, while the pool goes on trying to start one; null otherwise
   */
  record Figures(int workers, int idle, long started, long lost, String failure) {}

  WorkerPool(AdapterSettings settings, WorkerCommand command, Warmer warmer) {
    this.settings = settings;
    this.bounds = settings.pool();
    this.command = command;
    this.warmer = warmer;
    this.runs = new Semaphore(Math.max(1, bounds.max() - 1), true);
    try {
      folder = Files.createTempDirectory("perfusion");
      // A worker that is just starting may hold it at the close.
      folder.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long look = Math.max(SHORTEST_LOOK_MS, Math.min(1000, bounds.idleMs() / 2));
    clock.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "perfusion-pool");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts and warms the least number of workers, at least one, and waits for them. */
  void fill() {
    addWarm(Math.max(1, bounds.min()), bounds.max());
  }

  /** Adds so many, one after the other, as long as there is room and they start. */
  private void addWarm(int count, int most) {
    int left = count;
    while (left > 0 && addWarm(most)) {
      left--;
    }
  }

  /** Adds one if there are fewer than so many; false when there are not, or none can be started. */
  private boolean addWarm(int most) {
    lock.lock();
    try {
      if (closed || all.size() + starting >= most) {
        return false;
      }
      starting++;
    } finally {
      lock.unlock();
    }
    Worker worker = null;
    try {
      worker = start();
      // Who waits for a worker takes a cold one rather than none.
      if (bounds.prewarm() && !awaited()) {
        warmer.warm(worker);
      }
    } catch (WorkerGoneException | BridgeException e) {
      if (closed) {
        LOG.debug("ended while it was prepared: {}", e.getMessage());
      } else if (worker == null && bounds.min() > 0) {
        startLater(e.getMessage());
      } else {
        LOG.warn("a worker could not be prepared: {}", e.getMessage());
      }
    } finally {
      if (worker != null) {
        giveBack(worker);
      }
    }
    return worker != null;
  }

  /**
   * Tries again after a pause, call or no call: while there is no worker the bridge is not ready,
   * and those who ask for that send no calls.
   */
  private void startLater(String reason) {
    lock.lock();
    try {
      if (all.isEmpty()) {
        failure = reason;
      }
      if (closed || retryPlanned) {
        return;
      }
      retryPlanned = true;
      long pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS << Math.min(failedStarts, MOST_DOUBLINGS));
      failedStarts++;
      LOG.warn("a worker could not be started, next attempt in {} ms: {}", pause, reason);
      addLater(this::startAgain, pause);
    } finally {
      lock.unlock();
    }
  }

  /** Not on the thread of the clock, which a start would keep from its other work. */
  private void addLater(Runnable addition, long pauseMs) {
    clock.schedule(() -> chores.execute(addition), pauseMs, TimeUnit.MILLISECONDS);
  }

  private void startAgain() {
    lock.lock();
    try {
      retryPlanned = false;
    } finally {
      lock.unlock();
    }
    addWarm(bounds.min(), bounds.min());
  }

  private boolean awaited() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Starts one for which there is room; {@code starting} has been raised. */
  private Worker start() throws WorkerGoneException {
    Worker worker = null;
    Worker[] made = new Worker[1];
    try {
      Path socket = folder.resolve(Long.toString(started.incrementAndGet()));
      worker = Worker.start(command, socket, settings.timeoutMs(), () -> died(made));
    } finally {
      lock.lock();
      try {
        starting--;
        if (worker != null) {
          made[0] = worker;
          all.add(worker);
          failedStarts = 0;
          if (closed) {
            worker.close();
          }
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
    if (!worker.alive()) {
      died(made);
    }
    return worker;
  }

  private void died(Worker[] made) {
    lock.lock();
    try {
      Worker worker = made[0];
      if (worker == null || !all.remove(worker)) {
        return;
      }
      idle.remove(worker);
      if (!worker.unwanted()) {
        lost.incrementAndGet();
        LOG.warn("{}", worker.death());
      }
      changed.signalAll();
      if (!closed) {
        boolean brief = !worker.unwanted() && worker.ageMs() < SHORT_LIFE_MS;
        long pause = brief ? PAUSE_MS : 0;
        addLater(() -> addWarm(bounds.min()), pause);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Asks about a model; on any worker, again when one dies. */
  byte[] ask(String model, Op op, byte[] payload, Cancellation cancellation) {
    for (int i = 1; ; i++) {
      Worker worker = null;
      try {
        worker = take(model, RunControl.NONE);
        return worker.ask(op, payload, cancellation);
      } catch (WorkerGoneException e) {
        if (i == TRIES) {
          throw broken(e);
        }
        LOG.info("asked again: {}", e.getMessage());
      } finally {
        giveBack(worker, model);
      }
    }
  }

  /**
   * Runs a model.
   *
   * @throws BridgeException {@code InteropError} when the worker died on the run
   */
  byte[] run(String model, byte[] payload, RunControl control) {
    Worker.Follower follower = told -> control.proceed(told[0], told[1]);
    int[] tries = {0};
    return run(model, Op.RUN, payload, control, follower, e -> !e.begun() && ++tries[0] < TRIES);
  }

  /**
   * Runs a population. When its worker dies another one goes on after what is stored, unless so
   * many have died in a row without adding to that.
   *
   * @param stored how many chunks are
   * @throws BridgeException {@code InteropError}: they have
   */
  void runPopulation(String model, byte[] payload, PopulationControl control, IntSupplier stored) {
    RunControl goOn = (time, end) -> !control.stopped();
    Worker.Follower follower = new PopulationFollower(control);
    int[] before = {stored.getAsInt()};
    int[] vain = {0};
    run(
        model,
        Op.POPULATION,
        payload,
        goOn,
        follower,
        e -> {
          int chunks = stored.getAsInt();
          vain[0] = chunks > before[0] ? 0 : vain[0] + 1;
          before[0] = chunks;
          if (vain[0] == TRIES) {
            throw new BridgeException(
                ErrorCode.INTEROP_ERROR,
                TRIES
                    + " workers in a row died on the population without adding to its "
                    + chunks
                    + " chunks; the last: "
                    + e.getMessage());
          }
          LOG.info("a population goes on on another worker after {} chunks", chunks);
          return true;
        });
  }

  private byte[] run(
      String model,
      Op op,
      byte[] payload,
      RunControl control,
      Worker.Follower follower,
      Predicate<WorkerGoneException> again) {
    if (!await(control)) {
      throw new SimulationStoppedException(0);
    }
    try {
      while (true) {
        Worker worker = null;
        try {
          worker = take(model, control);
          return worker.run(op, payload, follower);
        } catch (WorkerGoneException e) {
          if (worker != null) {
            worker.awaitEnd();
          }
          if (!again.test(e)) {
            throw broken(e);
          }
        } finally {
          giveBack(worker, model);
        }
      }
    } finally {
      runs.release();
    }
  }

  /** Passes on what is new. */
  private static final class PopulationFollower implements Worker.Follower {
    private static final int FIGURES = 5;

    private final PopulationControl control;
    private double[] last = {};

    PopulationFollower(PopulationControl control) {
      this.control = control;
    }

    @Override
    public boolean goesOn(double[] told) {
      if (told.length == FIGURES && !Arrays.equals(told, last)) {
        last = told;
        control.progress(
            new PopulationControl.Progress(
                (int) told[0], (int) told[1], (long) told[2], told[3], told[4]));
      }
      return !control.stopped();
    }
  }

  private boolean await(RunControl control) {
    try {
      while (!runs.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
        if (!control.proceed(0, 0)) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static BridgeException broken(WorkerGoneException e) {
    return new BridgeException(ErrorCode.INTEROP_ERROR, e.getMessage());
  }

  /** Asks every worker that is there and idle. */
  void tellIdle(Op op) {
    Deque<Worker> taken;
    lock.lock();
    try {
      taken = new ArrayDeque<>(idle);
      idle.clear();
    } finally {
      lock.unlock();
    }
    for (Worker worker : taken) {
      try {
        worker.ask(op, new byte[0], Cancellation.NEVER);
      } catch (WorkerGoneException | BridgeException e) {
        LOG.info("{}", e.getMessage());
      } finally {
        giveBack(worker);
      }
    }
  }

  private Worker take(String model, RunControl control) throws WorkerGoneException {
    if (Thread.currentThread().isInterrupted()) {
      // To write to a worker would close its connection.
      throw Worker.interrupted();
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMs());
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new BridgeException(ErrorCode.UNAVAILABLE, "the workers have been ended");
        }
        Worker found = best(model);
        if (found != null) {
          idle.remove(found);
          return found;
        }
        if (all.size() + starting < bounds.max()) {
          starting++;
          break;
        }
        if (System.nanoTime() - end > 0) {
          throw BridgeException.busy("all " + bounds.max() + " workers are busy", 1);
        }
        if (!control.proceed(0, 0)) {
          throw new SimulationStoppedException(0);
        }
        waiting++;
        try {
          changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } finally {
          waiting--;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Worker.interrupted();
    } finally {
      lock.unlock();
    }
    Worker made = start();
    failure = null;
    return made;
  }

  /** An idle worker that has the model, else the one with the fewest. */
  private Worker best(String model) {
    Worker best = null;
    Iterator<Worker> each = idle.iterator();
    while (each.hasNext()) {
      Worker worker = each.next();
      if (!worker.alive()) {
        each.remove();
        continue;
      }
      if (worker.holds(model)) {
        return worker;
      }
      if (best == null || worker.held() < best.held()) {
        best = worker;
      }
    }
    return best;
  }

  private void giveBack(Worker worker, String model) {
    if (worker != null) {
      worker.hold(model);
      giveBack(worker);
    }
  }

  private void giveBack(Worker worker) {
    if (worker.stopping() && worker.alive()) {
      try {
        chores.execute(
            () -> {
              worker.awaitStop();
              giveBack(worker);
            });
      } catch (RejectedExecutionException e) {
        // The pool was closed at this moment.
        worker.close();
      }
      return;
    }
    lock.lock();
    try {
      boolean worn = bounds.recycleCalls() > 0 && worker.calls() >= bounds.recycleCalls();
      if (worker.alive() && (worn || closed)) {
        worker.close();
      } else if (worker.alive()) {
        worker.idleSince = System.nanoTime();
        failure = null;
        // The one used last first: what is not needed becomes old.
        idle.addFirst(worker);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends what has been idle for too long. */
  private void look() {
    long oldest = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(bounds.idleMs());
    lock.lock();
    try {
      int surplus = all.size() - bounds.min();
      Iterator<Worker> eldest = idle.descendingIterator();
      while (surplus > 0 && eldest.hasNext()) {
        Worker worker = eldest.next();
        if (worker.idleSince - oldest < 0) {
          eldest.remove();
          worker.close();
          surplus--;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  Figures figures() {
    lock.lock();
    try {
      return new Figures(all.size(), idle.size(), started.get(), lost.get(), failure);
    } finally {
      lock.unlock();
    }
  }

  /** Process ids of the workers, the idle ones first. */
  long[] pids() {
    lock.lock();
    try {
      Set<Worker> ordered = new LinkedHashSet<>(idle);
      ordered.addAll(all);
      return ordered.stream().mapToLong(Worker::pid).toArray();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the workers, and waits until they are gone: they may hold files that are deleted next. */
  @Override
  public void close() {
    Set<Worker> ended;
    lock.lock();
    try {
      closed = true;
      ended = Set.copyOf(all);
      ended.forEach(Worker::close);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    clock.shutdownNow();
    chores.shutdownNow();
    ended.forEach(Worker::awaitEnd);
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("{} stays behind: {}", folder, e.toString());
    }
  }
}
