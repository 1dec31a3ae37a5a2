package dev.perfusion.bridge.adapter.simmodel;

import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.io.SimModelWriter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The libraries of the official solver, loaded into this process, and the one thread that calls
 * them: more than one at a time they were not made for.
 */
public final class OfficialSolver implements AutoCloseable {
  private static final String SOLVER = "OSPSuite.SimModelSolver_CVODES";

  /** Formulas are evaluated by recursion. */
  private static final long STACK_BYTES = 256L << 20;

  private static final int LOOK_MS = 10;
  private static final long STOP_MS = 25;
  private static final double PERCENT = 100;

  private final NativeSimModel.Kernel kernel;
  private final Optional<SolverCounts> counts;
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), OfficialSolver::thread);

  private OfficialSolver(NativeSimModel.Kernel kernel, Optional<SolverCounts> counts) {
    this.kernel = kernel;
    this.counts = counts;
  }

  private static Thread thread(Runnable work) {
    Thread made = new Thread(null, work, "simmodel", STACK_BYTES);
    made.setDaemon(true);
    return made;
  }

  /**
   * Loads the libraries.
   *
   * @param folder as {@link NativeSimModel#folder(Path)} finds it
   * @throws UnsatisfiedLinkError they do not load
   */
  public static OfficialSolver load(Path folder) {
    NativeSimModel.Kernel kernel = NativeSimModel.kernel(folder);
    return new OfficialSolver(
        kernel,
        SolverCounts.install(
            folder.resolve(System.mapLibraryName(SOLVER)).toAbsolutePath().normalize()));
  }

  /** Whether steps and right-hand sides of its runs are counted. */
  public boolean counts() {
    return counts.isPresent();
  }

  /**
   * A model made ready by the solver; to be closed.
   *
   * @param quantities by the ids of the file
   */
  public record Loaded(NativeSimModel model, Map<Integer, QuantityInfo> quantities, double end) {}

  /**
   * Reads and finalises a model with its changed values.
   *
   * @throws SimulationFailedException with the message of the solver when it refuses the model
   */
  public Loaded load(SimulationRun run) {
    StringBuilder xml = new StringBuilder();
    try {
      SimModelWriter.write(run.model(), Map.of(), xml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Loaded(
        call(() -> withProgress(NativeSimModel.loadText(kernel, xml.toString()))),
        quantities(run.simulation()),
        end(run));
  }

  /** As {@link #load(SimulationRun)} of a SimModel XML as it is. */
  public Loaded load(Path xml, SimulationRun run) {
    return new Loaded(
        call(() -> withProgress(NativeSimModel.load(kernel, xml))),
        quantities(run.simulation()),
        end(run));
  }

  private static NativeSimModel withProgress(NativeSimModel model) {
    model.showProgress();
    return model;
  }

  private static double end(SimulationRun run) {
    double[] times = run.simulation().model().outputs().outputTimes();
    return times[times.length - 1];
  }

  private static Map<Integer, QuantityInfo> quantities(Simulation simulation) {
    Map<Integer, QuantityInfo> byId = new HashMap<>();
    List<Quantity> all = new ArrayList<>(simulation.model().parameters());
    all.addAll(simulation.model().species());
    all.addAll(simulation.model().observers());
    for (int i = 0; i < all.size(); i++) {
      byId.put(all.get(i).id(), simulation.quantities().get(i));
    }
    return byId;
  }

  private <T> T call(Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      throw failure(e, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static RuntimeException failure(ExecutionException e, double time) {
    if (e.getCause() instanceof IllegalStateException refused) {
      return new SimulationFailedException(
          time, "the official solver says: " + refused.getMessage().strip(), List.of());
    }
    return e.getCause() instanceof RuntimeException other
        ? other
        : new IllegalStateException(e.getCause());
  }

  /**
   * Runs to the end and fetches the results.
   *
   * @throws SimulationFailedException with the message of the solver
   * @throws SimulationStoppedException the control stopped it; the solver may still be on its way
   *     to notice, later calls wait for it
   */
  public Results run(Loaded loaded, RunControl control) {
    // True once the solver is on it: before that there is nothing to cancel. False: it never shall.
    AtomicReference<Boolean> begun = new AtomicReference<>();
    Future<Results> work =
        thread.submit(() -> begun.compareAndSet(null, true) ? results(loaded) : null);
    double time = 0;
    while (true) {
      try {
        return work.get(LOOK_MS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        time = begun.get() != null ? loaded.end() * loaded.model().progress() / PERCENT : 0;
        if (!control.proceed(time, loaded.end())) {
          stop(work, loaded, begun);
          throw new SimulationStoppedException(time);
        }
      } catch (ExecutionException e) {
        throw failure(e, time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop(work, loaded, begun);
        throw new SimulationStoppedException(time);
      }
    }
  }

  private static void stop(Future<Results> work, Loaded loaded, AtomicReference<Boolean> begun) {
    if (begun.compareAndSet(null, false)) {
      work.cancel(false);
      return;
    }
    loaded.model().cancel();
    try {
      work.get(STOP_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Stopped, or about to.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Results results(Loaded loaded) {
    counts.ifPresent(SolverCounts::reset);
    long start = System.nanoTime();
    NativeSimModel.Results found = loaded.model().run();
    long nanos = System.nanoTime() - start;
    List<Results.Series> series = new ArrayList<>();
    for (NativeSimModel.Series one : found.series()) {
      QuantityInfo quantity = quantity(loaded, one);
      series.add(new Results.Series(quantity, one.values(), one.constant()));
    }
    series.sort(Comparator.comparingInt(one -> order(one.quantity().kind())));
    SolverStatistics statistics =
        counts
            .map(c -> new SolverStatistics(c.steps(), c.rhsCalls(), 0, 0, 0, 0, 0, 0))
            .orElse(SolverStatistics.NONE);
    return new Results(
        "", found.times(), List.copyOf(series), statistics, loaded.model().warnings(), nanos);
  }

  private static int order(QuantityInfo.Kind kind) {
    return switch (kind) {
      case SPECIES -> 0;
      case OBSERVER -> 1;
      case PARAMETER -> 2;
    };
  }

  /** A persistable parameter comes back as an observer of another id. */
  private static QuantityInfo quantity(Loaded loaded, NativeSimModel.Series series) {
    QuantityInfo known = loaded.quantities().get(series.id());
    if (known != null) {
      return known;
    }
    return loaded.quantities().values().stream()
        .filter(
            q -> q.fullPath().equals(series.path()) || q.fullPath().endsWith("|" + series.path()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no quantity is behind the output " + series.path()));
  }

  /** Frees a model. */
  public void unload(Loaded loaded) {
    thread.submit(loaded.model()::close);
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
