package dev.perfusion.bridge.population.summary;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Does equal pieces of work side by side. */
final class Threads implements Closeable {
  private final ForkJoinPool pool;

  Threads(int parallelism) {
    pool = new ForkJoinPool(parallelism);
  }

  int parallelism() {
    return pool.getParallelism();
  }

  /** A piece of work. */
  @FunctionalInterface
  interface Work {
    void run(int index) throws IOException;
  }

  /**
   * Does all pieces.
   *
   * @throws IOException a piece has thrown it; other exceptions come as they are
   */
  void each(int count, Work work) throws IOException {
    try {
      pool.submit(() -> IntStream.range(0, count).parallel().forEach(i -> one(work, i))).get();
    } catch (ExecutionException e) {
      Throwable t = e.getCause();
      // What another thread threw the pool may wrap in one of the same class.
      if (t.getCause() != null && t.getCause().getClass() == t.getClass()) {
        t = t.getCause();
      }
      if (t instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      if (t instanceof RuntimeException other) {
        throw other;
      }
      if (t instanceof Error error) {
        throw error;
      }
      throw new IOException(t);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void one(Work work, int index) {
    try {
      work.run(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
