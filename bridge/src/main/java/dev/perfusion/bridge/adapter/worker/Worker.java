package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.SimulationStoppedException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A worker process as the bridge sees it. Asked by one thread at a time; a question that is not
 * answered in time costs the process its life.
 */
final class Worker implements AutoCloseable {
  private static final int KILLED = 128;
  private static final int OUT_OF_MEMORY = 3;
  private static final long EXIT_MS = 500;
  private static final int LOOK_MS = 10;

  /** What a worker is given beyond the limit to say itself that it is over. */
  private static final long GRACE_MS = 250;

  /** How long a run may take to notice that it shall stop before its caller goes on. */
  private static final long STOP_MS = 25;

  /** How long it may take before the worker is killed. */
  private static final long LAST_STOP_MS = 1000;

  /** The same for a population, of which finished chunks are still to be written. */
  private static final long LAST_POPULATION_STOP_MS = 10_000;

  private final String name;
  private final Process process;
  private final FrameChannel channel;
  private final Remarks remarks;
  private final long timeoutMs;
  private final long born = System.nanoTime();
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Set<String> models = new HashSet<>();
  private volatile String death;

  /** Why nothing can be read from it any more; how it died is known a moment later. */
  private volatile String broken;

  private int calls;
  private volatile boolean busyStopping;
  private volatile long lastStopMs;
  private volatile boolean unwanted;

  /** Used by the pool, under its lock: when it was given back. */
  long idleSince;

  private Worker(
      String name, Process process, SocketChannel socket, Remarks remarks, long timeoutMs) {
    this.name = name;
    this.process = process;
    this.channel = new FrameChannel(socket);
    this.remarks = remarks;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Starts a worker and waits for its first answer.
   *
   * @param socket file to be, its name the number of the worker
   * @param died told when the process is gone, once, on any thread
   * @throws WorkerGoneException it did not start
   */
  static Worker start(WorkerCommand command, Path socket, long timeoutMs, Runnable died)
      throws WorkerGoneException {
    String name = "worker " + socket.getFileName();
    Process process = null;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      process = command.process(socket).start();
      process.getOutputStream().close();
      Remarks remarks = new Remarks(name, process.getInputStream());
      daemon(remarks, name + " remarks");
      SocketChannel connected = accept(server, process, timeoutMs);
      if (connected == null) {
        process.destroyForcibly();
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted();
        }
        throw new WorkerGoneException(
            "a worker process did not start: " + ended(process) + said(remarks), false);
      }
      Worker worker = new Worker(name, process, connected, remarks, timeoutMs);
      daemon(() -> worker.read(died), name + " answers");
      worker.ask(Op.PING, new byte[0], Cancellation.NEVER);
      return worker;
    } catch (IOException e) {
      if (process != null) {
        process.destroyForcibly();
      }
      throw new WorkerGoneException("a worker process could not be started: " + e, false);
    } finally {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        // Goes with its folder.
      }
    }
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** What a caller is told whose thread was interrupted. */
  static BridgeException interrupted() {
    return new BridgeException(ErrorCode.UNAVAILABLE, "the call was interrupted");
  }

  /** Null when the process has ended, it takes too long, or this thread was interrupted. */
  private static SocketChannel accept(ServerSocketChannel server, Process process, long timeoutMs)
      throws IOException {
    server.configureBlocking(false);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    try (Selector selector = Selector.open()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      while (process.isAlive()
          && System.nanoTime() - end < 0
          && !Thread.currentThread().isInterrupted()) {
        selector.select(LOOK_MS);
        SocketChannel socket = server.accept();
        if (socket != null) {
          socket.configureBlocking(true);
          return socket;
        }
      }
    }
    return null;
  }

  /** Takes in what the worker sends, until it dies. */
  private void read(Runnable died) {
    String reason;
    try {
      while (true) {
        frames.add(channel.read());
      }
    } catch (IOException e) {
      reason = e.getMessage();
    }
    broken = reason == null ? "the connection was closed" : reason;
    channel.close();
    if (death == null) {
      // A worker that sends what is no message is of no use any more; one that is dying is left
      // the time to say with which exit code.
      String code = ended(process);
      process.destroyForcibly();
      death =
          name + " " + (code.startsWith("still") ? "was ended: " + broken : code) + said(remarks);
    }
    frames.add(Frame.of(Op.PING, -1));
    died.run();
  }

  private static String ended(Process process) {
    try {
      if (!process.waitFor(EXIT_MS, TimeUnit.MILLISECONDS)) {
        return "still runs without an answer";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "still runs";
    }
    int code = process.exitValue();
    if (code == OUT_OF_MEMORY) {
      return "ended with exit code 3: out of memory (ADAPTER_POOL_MEMORY_MB)";
    }
    return "ended with exit code "
        + code
        + (code > KILLED ? " (signal " + (code - KILLED) + ")" : "");
  }

  private static String said(Remarks remarks) {
    String last = remarks.last();
    return last.isEmpty() ? "" : "; it said: " + last;
  }

  /** Why it is dead; null while it lives. */
  String death() {
    return death;
  }

  /** It was ended because nobody needed it. */
  boolean unwanted() {
    return unwanted;
  }

  boolean alive() {
    return death == null;
  }

  /** Time since it was started. */
  long ageMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - born);
  }

  int calls() {
    return calls;
  }

  boolean holds(String model) {
    return models.contains(model);
  }

  void hold(String model) {
    models.add(model);
  }

  int held() {
    return models.size();
  }

  long pid() {
    return process.pid();
  }

  /** The worker may still be on a run that nobody waits for. */
  boolean stopping() {
    return busyStopping;
  }

  private int send(Op op, byte[] payload) throws WorkerGoneException {
    int call = ++calls;
    frames.clear();
    if (death != null) {
      throw new WorkerGoneException(death, false);
    }
    try {
      channel.write(new Frame(op, call, payload));
    } catch (IOException e) {
      if (broken != null) {
        // The reader has closed the connection and knows more, or will in a moment.
        next(call, 2 * EXIT_MS, false);
      }
      kill(e.toString());
      throw new WorkerGoneException(name + " does not listen: " + e, false);
    }
    return call;
  }

  /** The next message of a call; null when none came in time. */
  private Frame next(int call, long ms, boolean begun) throws WorkerGoneException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    try {
      while (true) {
        long left = Math.max(0, end - System.nanoTime());
        Frame frame = frames.poll(left, TimeUnit.NANOSECONDS);
        if (frame == null) {
          return null;
        }
        if (frame.call() == call) {
          return frame;
        }
        if (death != null) {
          throw new WorkerGoneException(death, begun);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill("its caller was interrupted");
      throw interrupted();
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @return the payload
   * @throws WorkerGoneException the process died
   * @throws BridgeException what the engine says; {@code Timeout}, and the process is dead
   */
  byte[] ask(Op op, byte[] payload, Cancellation cancellation) throws WorkerGoneException {
    int call = send(op, payload);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs + GRACE_MS);
    boolean[] cancelled = {false};
    Runnable forget =
        cancellation.onCancel(
            () -> {
              cancelled[0] = true;
              cancel(call);
            });
    try {
      while (true) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        Frame frame = left <= 0 ? null : next(call, left, true);
        if (frame == null) {
          kill("no answer within " + timeoutMs + " ms");
          throw new BridgeException(
              cancelled[0] ? ErrorCode.UNAVAILABLE : ErrorCode.TIMEOUT,
              "the worker did not answer within "
                  + timeoutMs
                  + " ms (ADAPTER_TIMEOUT_MS) and was"
                  + " replaced");
        }
        if (frame.op() == Op.ANSWER) {
          return frame.payload();
        }
        if (frame.op() == Op.ERROR) {
          throw Faults.of(frame.payload(), 0);
        }
      }
    } finally {
      forget.run();
    }
  }

  private void cancel(int call) {
    try {
      channel.write(Frame.of(Op.CANCEL, call));
    } catch (IOException e) {
      if (broken == null) {
        kill(e.toString());
      }
    }
  }

  /** Whoever waits for a run. */
  @FunctionalInterface
  interface Follower {
    /**
     * Asked every few milliseconds whether the run shall go on.
     *
     * @param figures what {@link Op#PROGRESS} told last; two zeros before that
     */
    boolean goesOn(double[] figures);
  }

  /**
   * Runs and waits for the end. The worker may be silent for as long as an answer may take; as long
   * as it gives signs of life the run may go on, its caller has a limit of its own.
   *
   * @param op what {@link Op#tellsProgress}
   * @return the payload of the answer
   * @throws WorkerGoneException the process died
   * @throws SimulationStoppedException the follower stopped it; the worker may be {@link #stopping}
   */
  byte[] run(Op op, byte[] payload, Follower follower) throws WorkerGoneException {
    int call = send(op, payload);
    lastStopMs = op == Op.POPULATION ? LAST_POPULATION_STOP_MS : LAST_STOP_MS;
    double[] figures = {0, 0};
    boolean begun = false;
    long heard = System.nanoTime();
    while (true) {
      Frame frame = next(call, LOOK_MS, begun);
      long silence = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heard);
      if (frame == null && silence > timeoutMs + GRACE_MS) {
        kill("no sign of life within " + timeoutMs + " ms");
        awaitEnd();
        throw new BridgeException(
            ErrorCode.TIMEOUT,
            "the worker gave no sign of life for "
                + timeoutMs
                + " ms (ADAPTER_TIMEOUT_MS) and was replaced");
      }
      if (frame != null && frame.op() == Op.ANSWER) {
        return frame.payload();
      }
      if (frame != null && frame.op() == Op.ERROR) {
        throw Faults.of(frame.payload(), figures[0]);
      }
      if (frame != null && frame.op() == Op.PROGRESS) {
        begun = true;
        heard = System.nanoTime();
        figures = frame.numbers();
      }
      if (!follower.goesOn(figures)) {
        stop(call, figures[0]);
      }
    }
  }

  private void stop(int call, double time) throws WorkerGoneException {
    cancel(call);
    busyStopping = !ended(call, STOP_MS);
    throw new SimulationStoppedException(time);
  }

  /** Whether a call comes to its end in time, however often it tells how far it is. */
  private boolean ended(int call, long ms) throws WorkerGoneException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    Frame frame;
    do {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      frame = left <= 0 ? null : next(call, left, true);
    } while (frame != null && frame.op() == Op.PROGRESS);
    return frame != null;
  }

  /** Waits until a run that was stopped has noticed; kills the process when it does not. */
  void awaitStop() {
    try {
      if (ended(calls, lastStopMs)) {
        busyStopping = false;
      } else {
        kill("it did not stop its run");
      }
    } catch (WorkerGoneException | BridgeException e) {
      // Stopped all the more; also when this thread was interrupted, as the pool was closed.
    }
  }

  /** Waits for the end of a process that is dead: what it had locked is free then. */
  void awaitEnd() {
    try {
      process.waitFor(LAST_STOP_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process. */
  void kill(String why) {
    if (death == null) {
      death = name + " was ended: " + why;
    }
    process.destroyForcibly();
    channel.close();
  }

  @Override
  public void close() {
    unwanted = true;
    kill("it is not needed any more");
  }
}
