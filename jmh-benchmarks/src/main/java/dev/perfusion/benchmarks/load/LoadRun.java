package dev.perfusion.benchmarks.load;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.ToolCaller;
import dev.perfusion.benchmarks.path.ToolPaths;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * First as fast as some callers can, each waiting for its answer (closed loop), which tells the
 * most that the server can do; then at shares of that, with planned starts (open loop).
 */
public final class LoadRun {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double PERCENT = 100;
  private static final double MS_PER_SECOND = 1e3;

  private final LoadPlan plan;
  private final Supplier<? extends User> users;
  private final PrintWriter out;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * @param users makes a user, connected
   * @param out is told how it goes
   */
  public LoadRun(LoadPlan plan, Supplier<? extends User> users, PrintWriter out) {
    this.plan = plan;
    this.users = users;
    this.out = out;
  }

  /**
   * Loads a server with calls of tools.
   *
   * @throws IllegalStateException calls of the closed loop failed
   */
  public static LoadResult of(LoadPlan plan, Endpoint endpoint, PrintWriter out)
      throws InterruptedException {
    String simulation = "load-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    try (ToolCaller caller = ToolPaths.caller(plan.transport(), endpoint)) {
      LoadTarget target = LoadTarget.prepare(caller, plan, simulation);
      try {
        return new LoadRun(
                plan,
                () -> new ToolUser(plan.transport(), endpoint, target, plan.mix(), plan.seed()),
                out)
            .run();
      } finally {
        target.unload(caller);
      }
    }
  }

  /** Runs to the end. */
  public LoadResult run() throws InterruptedException {
    if (plan.warmUpSeconds() > 0) {
      closedLoop(plan.warmUpSeconds());
    }
    LoadLevel closed = closedLoop(plan.seconds());
    say(closed);
    List<LoadLevel> open = new ArrayList<>();
    if (plan.rates().isEmpty()) {
      for (double percent : plan.percents()) {
        open.add(openLoop(percent, percent / PERCENT * closed.perSecond()));
        say(open.get(open.size() - 1));
      }
    } else {
      for (double rate : plan.rates()) {
        open.add(openLoop(Double.NaN, rate));
        say(open.get(open.size() - 1));
      }
    }
    return new LoadResult(plan, closed, open);
  }

  private LoadLevel closedLoop(double seconds) throws InterruptedException {
    try (Arrivals load = new Arrivals(users, numbers, plan.users(), 0, Long.MAX_VALUE)) {
      long start = load.originNanos();
      TimeUnit.NANOSECONDS.sleep(Math.round(seconds * NANOS_PER_SECOND));
      load.pause();
      if (load.failed() > 0 || load.done() == 0) {
        throw new IllegalStateException("Calls fail: " + load.errors());
      }
      return level(Double.NaN, 0, start, load);
    }
  }

  private LoadLevel openLoop(double percent, double perSecond) throws InterruptedException {
    long visits = Math.max(1, Math.round(perSecond * plan.seconds()));
    try (Arrivals load = new Arrivals(users, numbers, plan.openUsers(), perSecond, visits)) {
      long start = load.originNanos();
      load.await();
      return level(percent, perSecond, start, load);
    }
  }

  private static LoadLevel level(double percent, double perSecond, long start, Arrivals load) {
    return new LoadLevel(
        percent,
        perSecond,
        (System.nanoTime() - start) / NANOS_PER_SECOND,
        load.done(),
        load.failed(),
        load.errors(),
        load.worstDelaySeconds() * MS_PER_SECOND,
        load.times());
  }

  private void say(LoadLevel level) {
    Times.Pair all = level.times().all();
    out.printf(
        Locale.ROOT,
        "%-12s %9.1f calls/s  response p50 %9.3f ms  p95 %9.3f ms  p99 %9.3f ms   service p99"
            + " %9.3f ms%s%n",
        level.name(),
        level.perSecond(),
        Times.ms(all.response(), 50),
        Times.ms(all.response(), 95),
        Times.ms(all.response(), 99),
        Times.ms(all.service(), 99),
        level.kept() ? "" : "  RATE NOT KEPT");
    out.flush();
  }
}
