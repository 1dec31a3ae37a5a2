package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * MCP over a pair of streams, one message a line. The program at the other end has started this one
 * and may do everything.
 *
 * <p>Tools are called one after the other in the order in which the calls arrive, until a call
 * waits for a job or a person: then the next begins. So a script may write load, set and run
 * without waiting for answers, and a slow run does not stop the rest.
 */
public final class StdioServer {
  private static final Set<String> MAY_TAKE_LONG =
      Set.of("tools/call", "resources/read", "prompts/get");
  private static final String LISTEN = "subscriptions/listen";
  private static final int MOST_AT_ONCE = 64;
  private static final long LONGEST_TURN_SECONDS = 60;
  private static final long LAST_TURNS_SECONDS = 30;
  private static final long LAST_ANSWERS_MS = 3000;

  private final McpEndpoint endpoint;
  private final OutputStream out;
  private final Identity caller = new Identity("stdio", EnumSet.allOf(Role.class), null, true);
  private final AtomicInteger unanswered = new AtomicInteger();
  private final ExecutorService lane = Executors.newSingleThreadExecutor(daemons("lane"));
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0, MOST_AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("call"));
  private Peer peer;

  /** A server that answers on {@code out}, where nobody else may write. */
  public StdioServer(McpEndpoint endpoint, OutputStream out) {
    this.endpoint = endpoint;
    this.out = out;
  }

  private static ThreadFactory daemons(String role) {
    return work -> {
      Thread thread = new Thread(work, "perfusion-stdio-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Serves until the input ends; then calls under way have a moment to be answered.
   *
   * @throws IOException when the input cannot be read
   */
  public void run(InputStream in) throws IOException {
    peer = endpoint.connect(caller, new Lines());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          accept(line);
        }
      }
      awaitAnswers();
    } finally {
      endpoint.disconnect(peer);
      lane.shutdownNow();
      workers.shutdownNow();
    }
  }

  private void accept(String line) {
    JsonNode message;
    try {
      message = Json.mapper().readTree(line);
    } catch (JacksonException e) {
      write(McpEndpoint.parseError("not JSON: " + e.getOriginalMessage()).body());
      return;
    }
    Lines channel = new Lines();
    McpCall call = new McpCall(message, null, caller, UUID.randomUUID().toString(), channel, peer);
    boolean request = message.has("id");
    if (request && call.method().equals(LISTEN)) {
      start(call);
    } else if (request && MAY_TAKE_LONG.contains(call.method())) {
      // Known from now on, so that it can be cancelled while it waits for its turn.
      peer.begin(message.path("id"), channel.cancel());
      unanswered.incrementAndGet();
      lane.execute(() -> turn(call, channel));
    } else {
      answer(call);
    }
  }

  private void turn(McpCall call, Lines channel) {
    if (!start(call)) {
      unanswered.decrementAndGet();
      return;
    }
    try {
      channel.turnEnded.await(LONGEST_TURN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when too much is under way; the client has been told then. */
  private boolean start(McpCall call) {
    try {
      workers.execute(
          () -> {
            answer(call);
            call.channel().waits();
            if (!call.method().equals(LISTEN)) {
              unanswered.decrementAndGet();
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      McpException busy =
          McpException.internal(
              "busy: " + MOST_AT_ONCE + " requests are being answered; retry later");
      write(Messages.error(call.body().path("id"), busy));
      peer.end(call.body().path("id"));
      return false;
    }
  }

  private void answer(McpCall call) {
    JsonNode reply = endpoint.handle(call).body();
    if (reply != null) {
      write(reply);
    }
  }

  private void awaitAnswers() {
    try {
      lane.shutdown();
      lane.awaitTermination(LAST_TURNS_SECONDS, TimeUnit.SECONDS);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_ANSWERS_MS);
      while (unanswered.get() > 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(JsonNode message) {
    byte[] json = Json.bytes(message);
    synchronized (out) {
      try {
        out.write(json);
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        // Nobody reads any more: the end of the input follows.
      }
    }
  }

  /** The way back of one request, over the one stream of all. */
  private final class Lines implements Channel {
    private final CancelSignal cancel = new CancelSignal();
    private final CountDownLatch turnEnded = new CountDownLatch(1);

    @Override
    public void waits() {
      turnEnded.countDown();
    }

    @Override
    public boolean streams() {
      return true;
    }

    @Override
    public void send(ObjectNode message) {
      write(message);
    }

    @Override
    public void keepAlive() {
      // A pipe does not die of silence.
    }

    @Override
    public CancelSignal cancel() {
      return cancel;
    }
  }
}
