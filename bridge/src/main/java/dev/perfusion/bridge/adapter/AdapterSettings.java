package dev.perfusion.bridge.adapter;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Which engine the bridge works on, and how.
 *
 * @param backend in this JVM, in worker processes, native or in R
 * @param timeoutMs how long one call of the engine may take; a run may take longer as long as it
 *     tells how far it is
 * @param toThread calls over HTTP are worked on by threads of their own
 * @param workerEngine what the worker processes run
 * @param pool bounds of the worker processes
 * @param ospsuiteLibs folder of the official native libraries, or of R packages; null for none
 * @param rPath R, Rscript or the home of R; null for the one on the path
 * @param requireR the bridge does not open where R or its package ospsuite is missing, whatever the
 *     backend
 */
public record AdapterSettings(
    Backend backend,
    int timeoutMs,
    boolean toThread,
    WorkerEngine workerEngine,
    Pool pool,
    Path ospsuiteLibs,
    Path rPath,
    boolean requireR) {
  /** Our engine in this JVM, 30 s. */
  public static final AdapterSettings DEFAULT =
      new AdapterSettings(
          Backend.INPROCESS,
          30_000,
          false,
          WorkerEngine.INPROCESS,
          Pool.DEFAULT,
          null,
          null,
          false);

  /** Ways to reach an engine. */
  public enum Backend {
    /** Our engine in this JVM. */
    INPROCESS,
    /** Our engine, or the official one, in worker processes. */
    SUBPROCESS,
    /** The official native solver in this JVM. */
    SIMMODEL,
    /** The R package ospsuite in an R process. */
    OSPSUITE;

    /** Name in settings and answers. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What runs in a worker process. */
  public enum WorkerEngine {
    /** Our engine. */
    INPROCESS,
    /** The official native solver. */
    SIMMODEL
  }

  /**
   * Worker processes.
   *
   * @param min that are kept, however idle
   * @param max at the same time
   * @param idleMs after which one beyond the least is ended
   * @param recycleCalls after so many calls a worker is replaced; 0 for never
   * @param prewarm load and run the demo model in the first workers before {@code /health} says
   *     ready
   * @param memoryMb heap of each
   */
  public record Pool(
      int min, int max, int idleMs, int recycleCalls, boolean prewarm, int memoryMb) {
    /** One to three workers of at most 1 GB. */
    public static final Pool DEFAULT = new Pool(1, 3, 300_000, 10_000, true, 1024);
  }

  /** The same with another backend. */
  public AdapterSettings with(Backend other) {
    return new AdapterSettings(
        other, timeoutMs, toThread, workerEngine, pool, ospsuiteLibs, rPath, requireR);
  }

  /** The same with other bounds of the pool. */
  public AdapterSettings with(Pool other) {
    return new AdapterSettings(
        backend, timeoutMs, toThread, workerEngine, other, ospsuiteLibs, rPath, requireR);
  }

  /** The same with another time limit. */
  public AdapterSettings withTimeoutMs(int milliseconds) {
    return new AdapterSettings(
        backend, milliseconds, toThread, workerEngine, pool, ospsuiteLibs, rPath, requireR);
  }

  /** The same, but with calls over HTTP on threads of their own, or not. */
  public AdapterSettings withToThread(boolean other) {
    return new AdapterSettings(
        backend, timeoutMs, other, workerEngine, pool, ospsuiteLibs, rPath, requireR);
  }

  /** The same with other engines in the workers. */
  public AdapterSettings with(WorkerEngine other) {
    return new AdapterSettings(
        backend, timeoutMs, toThread, other, pool, ospsuiteLibs, rPath, requireR);
  }

  /** The same with another folder of official libraries. */
  public AdapterSettings withOspsuiteLibs(Path folder) {
    return new AdapterSettings(
        backend, timeoutMs, toThread, workerEngine, pool, folder, rPath, requireR);
  }

  /** The same with another R. */
  public AdapterSettings withRPath(Path program) {
    return new AdapterSettings(
        backend, timeoutMs, toThread, workerEngine, pool, ospsuiteLibs, program, requireR);
  }

  /** The same, but R and its package ospsuite must be there. */
  public AdapterSettings requiringR() {
    return new AdapterSettings(
        backend, timeoutMs, toThread, workerEngine, pool, ospsuiteLibs, rPath, true);
  }
}
