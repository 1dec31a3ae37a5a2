package dev.perfusion.bridge.population;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes finished chunks and, after them, the manifest; on a thread of its own, so that workers do
 * not wait for the disk. There are only so many tables, so that finished chunks do not pile up.
 */
final class Checkpoints implements Runnable {
  private static final long POLL_MS = 20;

  /** Comes after all others. */
  private static final Finished END = new Finished(-1, null, 0, 0, List.of());

  private final Store store;
  private final Clock clock;
  private final BlockingQueue<ChunkTable> free;
  private final BlockingQueue<Finished> finished = new LinkedBlockingQueue<>();
  private final Map<Integer, Manifest.Chunk> chunks = new TreeMap<>();
  private Manifest manifest;
  private volatile IOException failure;

  /** A chunk to write; steps and runs as in the manifest. */
  record Finished(
      int number, ChunkTable table, int runs, long steps, List<Manifest.Failure> failures) {}

  /**
   * @param manifest as written last
   * @param done finished chunks by number
   * @param tables how many chunks may be in memory
   */
  Checkpoints(
      Store store,
      Clock clock,
      Manifest manifest,
      Map<Integer, Manifest.Chunk> done,
      int tables,
      Supplier<ChunkTable> table) {
    this.store = store;
    this.clock = clock;
    this.manifest = manifest;
    chunks.putAll(done);
    free = new ArrayBlockingQueue<>(tables);
    for (int i = 0; i < tables; i++) {
      free.add(table.get());
    }
  }

  /** A table to fill; null when writing has failed. */
  ChunkTable table() throws InterruptedException {
    while (failure == null) {
      ChunkTable table = free.poll(POLL_MS, TimeUnit.MILLISECONDS);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  void add(Finished chunk) {
    finished.add(chunk);
  }

  void giveBack(ChunkTable table) {
    free.add(table);
  }

  /** Lets the thread end when all that was added is written. */
  void close() {
    finished.add(END);
  }

  /** Why writing failed; null unless it did. */
  IOException failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      List<Finished> batch = new ArrayList<>();
      boolean last = false;
      while (!last) {
        batch.clear();
        batch.add(finished.take());
        finished.drainTo(batch);
        last = batch.remove(END);
        for (Finished chunk : batch) {
          chunks.put(
              chunk.number(),
              chunk
                  .table()
                  .write(store, chunk.number(), chunk.runs(), chunk.steps(), chunk.failures()));
          free.add(chunk.table());
        }
        if (!batch.isEmpty()) {
          write(Manifest.State.RUNNING, null);
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (UncheckedIOException e) {
      failure = e.getCause();
    } catch (InterruptedException e) {
      failure = new IOException("interrupted", e);
    } catch (RuntimeException | Error e) {
      // Out of memory, say: the workers must not wait for tables of a writer that is gone.
      failure = new IOException(e.toString(), e);
    }
  }

  /** Replaces the warnings of the manifest, for when it is written next. */
  void warn(List<String> warnings) {
    manifest = manifest.withWarnings(warnings);
  }

  /** Writes the manifest with all chunks so far; to be called when the thread has ended. */
  Manifest write(Manifest.State state, String error) throws IOException {
    manifest = manifest.with(state, now(clock), List.copyOf(chunks.values()), error);
    store.write(manifest);
    if (state != Manifest.State.RUNNING) {
      store.syncFolder();
    }
    return manifest;
  }

  static String now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
