package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.engine.Simulation;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads and compiles models, each on a thread of its own, which the engine lets be interrupted:
 * when it takes too long, or when nobody waits for it any more.
 */
final class ModelLoads {
  private final int timeoutMs;

  ModelLoads(int timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  /**
   * Loads a model.
   *
   * @param name what messages call it
   * @throws BridgeException {@code Timeout} or {@code Unavailable}; what the load throws
   */
  Simulation run(String name, Callable<Simulation> load, Cancellation cancellation) {
    FutureTask<Simulation> task = new FutureTask<>(load);
    Thread thread = new Thread(task, "perfusion-load");
    thread.setDaemon(true);
    thread.start();
    Runnable forget = cancellation.onCancel(() -> task.cancel(true));
    try {
      return task.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw tooLong(name);
    } catch (CancellationException e) {
      throw new BridgeException(ErrorCode.UNAVAILABLE, name + ": the load was cancelled");
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new BridgeException(ErrorCode.UNAVAILABLE, name + ": the load was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      forget.run();
    }
  }

  private BridgeException tooLong(String name) {
    return new BridgeException(
        ErrorCode.TIMEOUT,
        name + ": reading and compiling the model took longer than " + timeoutMs + " ms",
        List.of(
            new ErrorDetail(
                "load too long",
                "filePath",
                "ADAPTER_TIMEOUT_MS of the server sets the limit; is the file a model?",
                null)));
  }
}
