package dev.perfusion.bridge.mcp;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is remembered of a client between its messages: a session of the revisions up to 2025-11-25,
 * or the connection of a transport that is one.
 */
public final class Peer {
  private final String id = UUID.randomUUID().toString();
  private final String owner;
  private final Mailbox mailbox = new Mailbox();
  private final EventStreams streams = new EventStreams();
  private final Map<JsonNode, CancelSignal> inFlight = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final AtomicLong questions = new AtomicLong();
  private volatile JsonNode capabilities = Messages.object();
  private volatile boolean greeted;
  private volatile LogLevel logLevel;
  private volatile long usedNanos = System.nanoTime();

  /**
   * @param owner subject of the caller that it belongs to
   */
  Peer(String owner) {
    this.owner = owner;
  }

  /** Unguessable. */
  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  /** Notes the handshake of the older revisions. */
  void greet(JsonNode declared) {
    greeted = true;
    capabilities = declared.isObject() ? declared : Messages.object();
  }

  /** True after the handshake: only then does the client expect unasked-for notices. */
  boolean greeted() {
    return greeted;
  }

  JsonNode capabilities() {
    return capabilities;
  }

  /** Least level of the log messages that the client wants; null for none. */
  LogLevel logLevel() {
    return logLevel;
  }

  void logLevel(LogLevel level) {
    logLevel = level;
  }

  void touch() {
    usedNanos = System.nanoTime();
  }

  /** Time since the last message; none while a stream is open. */
  long idleNanos() {
    return mailbox.pumping() || !inFlight.isEmpty() ? 0 : System.nanoTime() - usedNanos;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  EventStreams streams() {
    return streams;
  }

  Set<String> watched() {
    return watched;
  }

  /** Notes a request that is being answered, so that it can be cancelled by its id. */
  void begin(JsonNode requestId, CancelSignal cancel) {
    inFlight.put(requestId, cancel);
  }

  void end(JsonNode requestId) {
    inFlight.remove(requestId);
    touch();
  }

  /** Cancels a request; one that is not or no longer there is ignored. */
  void cancel(JsonNode requestId) {
    CancelSignal signal = inFlight.get(requestId);
    if (signal != null) {
      signal.request();
    }
  }

  /**
   * Sends a request of the server.
   *
   * @return the result; a missing node when the client answers with an error
   */
  CompletableFuture<JsonNode> ask(Channel channel, ObjectNode question) {
    String questionId = id + "-" + questions.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(questionId, answer);
    answer.whenComplete((value, failure) -> asked.remove(questionId));
    ObjectNode message = Messages.object().put("jsonrpc", "2.0").put("id", questionId);
    message.setAll(question);
    channel.send(message);
    return answer;
  }

  /** Takes a response of the client; one that nobody waits for is ignored. */
  void answered(JsonNode response) {
    CompletableFuture<JsonNode> waiting = asked.get(response.path("id").asString(""));
    if (waiting != null) {
      waiting.complete(
          response.has("result") ? response.get("result") : JsonNodeFactory.instance.missingNode());
    }
  }

  /** Cancels what is under way and ends the streams. */
  void close() {
    inFlight.values().forEach(CancelSignal::request);
    asked.values().forEach(answer -> answer.complete(JsonNodeFactory.instance.missingNode()));
    mailbox.close();
    streams.close();
  }
}
