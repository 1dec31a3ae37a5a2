package dev.perfusion.benchmarks.record;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.software.os.OSProcess;

/**
 * Reads CPU time and resident memory of one process through OSHI at a fixed interval.
 *
 * <p>The kernel counts CPU time in ticks of about 10 ms, so an interval below {@link #INTERVAL_MS}
 * would show a busy core as anything between 80 and 120 %.
 */
public final class ResourceSampler implements AutoCloseable {
  /** Time between two readings. */
  public static final long INTERVAL_MS = 100;

  private final long pid;
  private final Supplier<Reading> source;
  private final Thread thread;
  private final int cpus;
  private final Reading first;
  private Reading last;
  private double cpuMax;
  private long memoryPeak;
  private boolean stopped;

  /**
   * One reading.
   *
   * @param wallNanos monotonic clock
   * @param cpuMillis user and kernel time so far
   * @param residentBytes resident set size
   */
  record Reading(long wallNanos, long cpuMillis, long residentBytes) {}

  ResourceSampler(long pid, int cpus, Supplier<Reading> source) {
    this.pid = pid;
    this.cpus = cpus;
    this.source = source;
    this.first = source.get();
    this.last = first;
    this.memoryPeak = first.residentBytes();
    this.thread = new Thread(this::sample, "resource-sampler");
    thread.setDaemon(true);
  }

  /**
   * Starts to watch a process.
   *
   * @throws IllegalStateException there is no such process
   */
  public static ResourceSampler start(long pid) {
    OSProcess process = new SystemInfo().getOperatingSystem().getProcess(Math.toIntExact(pid));
    if (process == null) {
      throw gone(pid);
    }
    // Asking OSHI for the processors would cost more than all readings of a short fork.
    int cpus = Runtime.getRuntime().availableProcessors();
    ResourceSampler sampler = new ResourceSampler(pid, cpus, () -> read(process));
    sampler.thread.start();
    return sampler;
  }

  /** Loads what OSHI needs, which takes a while; {@link #start} is quick afterwards. */
  public static void prepare() {
    new SystemInfo()
        .getOperatingSystem()
        .getProcess(Math.toIntExact(ProcessHandle.current().pid()));
  }

  private static Reading read(OSProcess process) {
    if (!process.updateAttributes()) {
      throw gone(process.getProcessID());
    }
    return new Reading(
        System.nanoTime(),
        process.getKernelTime() + process.getUserTime(),
        process.getResidentSetSize());
  }

  private static IllegalStateException gone(long pid) {
    return new IllegalStateException("process " + pid + " is gone while it was measured");
  }

  private synchronized void sample() {
    while (!stopped) {
      try {
        TimeUnit.MILLISECONDS.timedWait(this, INTERVAL_MS);
      } catch (InterruptedException e) {
        return;
      }
      if (!stopped) {
        take();
      }
    }
  }

  synchronized void take() {
    Reading reading = source.get();
    // A wake-up that comes early leaves an interval too short for the tick of the CPU clock.
    if (reading.wallNanos() - last.wallNanos() >= INTERVAL_MS * 500_000) {
      cpuMax = Math.max(cpuMax, percent(last, reading));
      last = reading;
    }
    memoryPeak = Math.max(memoryPeak, reading.residentBytes());
  }

  private double percent(Reading from, Reading to) {
    double wallMillis = (to.wallNanos() - from.wallNanos()) / 1e6;
    return wallMillis <= 0 ? 0 : 100 * (to.cpuMillis() - from.cpuMillis()) / wallMillis / cpus;
  }

  /** Takes a last reading and sums up. */
  public synchronized Resources stop() {
    stopped = true;
    notifyAll();
    Reading end = source.get();
    double average = percent(first, end);
    return new Resources(
        pid,
        average,
        Math.max(average, cpuMax),
        Math.max(memoryPeak, end.residentBytes()),
        cpus,
        (end.wallNanos() - first.wallNanos()) / 1e6);
  }

  /** Stops without a result. */
  @Override
  public synchronized void close() {
    stopped = true;
    notifyAll();
  }
}
