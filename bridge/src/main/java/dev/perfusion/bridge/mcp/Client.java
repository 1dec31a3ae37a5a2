package dev.perfusion.bridge.mcp;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The client behind a request: what it can do, and how to reach it while it waits. */
public abstract class Client {
  private static final double COMPLETE = 100;

  private final Channel channel;
  private final ProgressReporter progress;

  Client(Channel channel, JsonNode meta) {
    this.channel = channel;
    JsonNode token = meta.path("progressToken");
    this.progress =
        channel.streams() && (token.isString() || token.isIntegralNumber())
            ? new ProgressReporter(token, channel)
            : null;
  }

  /** What the client has declared. */
  abstract JsonNode capabilities();

  /** Least level of log messages that this request may cause; null for none. */
  abstract LogLevel logLevel();

  /** True when a result may hold links to resources. */
  abstract boolean knowsResourceLinks();

  /** Error code of a resource that is not there: it differs between the eras. */
  abstract int noResourceCode();

  /**
   * Asks the client's user, its model or the client itself. Returns when all is answered; in the
   * revisions that cannot wait, the request ends here and is answered from the start when the
   * client repeats it with its answers.
   *
   * @param questions requests ({@code method}, {@code params}) by a name of our choice
   * @param onlyIfAsked answers count only when this server has asked for them in this exchange
   * @return answers by name; a missing node where the client refuses
   * @throws McpException when the client has not declared that it can be asked
   */
  public abstract Map<String, JsonNode> ask(Map<String, ObjectNode> questions, boolean onlyIfAsked);

  /** True when the client has declared that capability. */
  public boolean supports(String capability) {
    return capabilities().path(capability).isObject();
  }

  /** True when the client can show its user a form. */
  public boolean showsForms() {
    JsonNode elicitation = capabilities().path("elicitation");
    return elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"));
  }

  /** True when the client has declared that extension. */
  boolean supportsExtension(String name) {
    return capabilities().path("extensions").path(name).isObject();
  }

  /** True when the client takes a task in place of a result. */
  public boolean supportsTasks() {
    return supportsExtension(Tasks.EXTENSION);
  }

  /**
   * Requires that it does.
   *
   * @throws McpException when it does not
   */
  public void requireTasks() {
    if (!supportsTasks()) {
      ObjectNode required = Messages.object();
      required.putObject("extensions").putObject(Tasks.EXTENSION);
      throw McpException.missingCapability("this needs the extension " + Tasks.EXTENSION, required);
    }
  }

  /** Sends a log message, if the client wants such. */
  public void log(LogLevel level, String text) {
    LogLevel least = logLevel();
    if (least != null && level.compareTo(least) >= 0) {
      ObjectNode params = Messages.object().put("level", level.wireName());
      params.put("logger", "perfusion").put("data", text);
      channel.send(Messages.notification("notifications/message", params));
    }
  }

  /** Waits. Ends early, with an exception, when the client no longer wants the answer. */
  public void pause(long milliseconds) {
    channel.waits();
    Object lock = new Object();
    Runnable forget =
        cancel()
            .onRequest(
                () -> {
                  synchronized (lock) {
                    lock.notifyAll();
                  }
                });
    long end = System.nanoTime() + milliseconds * 1_000_000;
    try {
      synchronized (lock) {
        long left = milliseconds;
        while (left > 0 && !cancel().requested()) {
          lock.wait(left);
          left = (end - System.nanoTime() + 999_999) / 1_000_000;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new McpException.Cancelled();
    } finally {
      forget.run();
    }
    if (cancel().requested()) {
      throw new McpException.Cancelled();
    }
  }

  /** Asked when the client no longer wants the answer. */
  CancelSignal cancel() {
    return channel.cancel();
  }

  /** True when the client wants to hear how far its request is. */
  boolean wantsProgress() {
    return progress != null;
  }

  /**
   * Tells how far the work is; may be called as often as convenient.
   *
   * @param percent 0 to 100; what does not exceed an earlier value is not passed on
   */
  public void progress(double percent, String message) {
    if (progress != null) {
      progress.report(percent, COMPLETE, message);
    }
  }

  /**
   * Refuses a request for want of a capability, in the era that has an error of its own for that.
   *
   * @throws McpException in that era
   */
  void refuseMissing(String capability, String message) {}

  Channel channel() {
    return channel;
  }

  /**
   * Requires what a question needs.
   *
   * @throws McpException when the client has not declared it
   */
  void requireFor(ObjectNode question) {
    String method = question.path("method").asString("");
    String capability = method.substring(0, method.indexOf('/'));
    if (!supports(capability)) {
      ObjectNode required = Messages.object();
      required.putObject(capability);
      throw McpException.missingCapability(
          "the client has not declared the capability \"" + capability + "\"", required);
    }
  }
}
