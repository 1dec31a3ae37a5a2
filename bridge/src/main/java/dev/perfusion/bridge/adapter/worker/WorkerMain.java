package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.adapter.simmodel.SimModelAdapter;
import dev.perfusion.bridge.json.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A worker process: connects to the bridge that started it and answers its calls, one at a time;
 * ends with the connection, so that it does not outlive the bridge. Standard output and error are
 * for remarks only, whoever writes them.
 */
public final class WorkerMain {
  /** Property: what runs here. */
  static final String ENGINE = "perfusion.worker.engine";

  /** Property: folder of the official libraries. */
  static final String LIBS = "perfusion.worker.libs";

  /** Property: compiled models that are kept. */
  static final String CACHE = "perfusion.worker.cache";

  /** Property: longest load (ms). */
  static final String TIMEOUT = "perfusion.worker.timeoutMs";

  private static final int PROGRESS_MS = 20;

  private final FrameChannel channel;
  private final SimulationAdapter engine;
  private final WorkerCalls calls;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "worker-calls"));
  private volatile Current current;

  /** The call under way. */
  private record Current(int call, WorkerCalls.Control control) {}

  private WorkerMain(FrameChannel channel, SimulationAdapter engine) {
    this.channel = channel;
    this.engine = engine;
    this.calls = new WorkerCalls(engine);
  }

  /**
   * Runs the worker.
   *
   * @param arguments the socket to connect to; none to work through a model once, for the archive
   *     of classes
   */
  public static void main(String[] arguments) throws IOException {
    // Whatever libraries print must not be taken for an answer of any kind.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    if (arguments.length == 0) {
      train();
      return;
    }
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
      new WorkerMain(new FrameChannel(socket), engine()).serve();
    }
    Runtime.getRuntime().halt(0);
  }

  private static SimulationAdapter engine() {
    int cached = Integer.getInteger(CACHE, 2);
    int timeoutMs = Integer.getInteger(TIMEOUT, 30_000);
    String libs = System.getProperty(LIBS);
    return System.getProperty(ENGINE, "").equals("simmodel")
        ? new SimModelAdapter(libs == null ? null : Path.of(libs), cached, timeoutMs)
        : new InProcessAdapter(cached, timeoutMs);
  }

  /** Loads the classes that calls need. */
  public static void train() {
    try (SimulationAdapter engine = engine()) {
      WorkerCalls calls = new WorkerCalls(engine);
      WorkerCalls.Control control = new WorkerCalls.Control();
      ModelSource demo = new ModelSource.Demo();
      byte[] info = calls.answer(Op.OPEN, Json.bytes(demo.json()), control);
      String sha256 = Json.mapper().readTree(info).path("sha256").stringValue();
      byte[] question =
          Json.bytes(Map.of("recipe", new RunRecipe(demo, sha256, Map.of()).json(), "path", ""));
      calls.answer(Op.QUANTITIES, question, control);
      Faults.of(Faults.bytes(new IllegalStateException("none")), 0);
      calls.answer(Op.RUN, question, control);
    }
  }

  private void serve() {
    Semaphore running = new Semaphore(0);
    Thread ticker = new Thread(() -> tick(running), "worker-progress");
    ticker.setDaemon(true);
    ticker.start();
    try {
      while (true) {
        Frame frame = channel.read();
        switch (frame.op()) {
          case PING -> channel.write(Frame.of(Op.ANSWER, frame.call()));
          case CANCEL -> {
            Current now = current;
            if (now != null && now.call() == frame.call()) {
              now.control().stop();
            }
          }
          default -> {
            Current next = new Current(frame.call(), new WorkerCalls.Control());
            current = next;
            executor.execute(() -> work(frame, next, running));
          }
        }
      }
    } catch (IOException e) {
      // The bridge has no more use for this process, or is gone itself.
      Runtime.getRuntime().halt(0);
    }
  }

  private void work(Frame frame, Current now, Semaphore running) {
    Frame answer;
    try {
      if (frame.op().tellsProgress()) {
        channel.write(progress(now));
        running.release();
      }
      byte[] payload = calls.answer(frame.op(), frame.payload(), now.control());
      if (frame.op() == Op.POPULATION) {
        channel.write(progress(now));
      }
      answer = new Frame(Op.ANSWER, frame.call(), payload);
    } catch (Throwable e) {
      // Whatever it is, whoever asked has to know.
      answer = new Frame(Op.ERROR, frame.call(), Faults.bytes(e));
    }
    current = null;
    try {
      channel.write(answer);
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static Frame progress(Current now) {
    return Frame.of(Op.PROGRESS, now.call(), now.control().figures());
  }

  /** Tells how far the run is, from a thread of its own: the solver has better things to do. */
  private void tick(Semaphore running) {
    try {
      while (true) {
        running.acquire();
        running.drainPermits();
        Thread.sleep(PROGRESS_MS);
        for (Current now = current; now != null; now = current) {
          channel.write(progress(now));
          Thread.sleep(PROGRESS_MS);
        }
      }
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
