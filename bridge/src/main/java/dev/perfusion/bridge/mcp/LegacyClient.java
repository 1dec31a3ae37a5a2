package dev.perfusion.bridge.mcp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A client of the revisions up to 2025-11-25: it is asked by requests, while its own waits. */
final class LegacyClient extends Client {
  private static final int NO_RESOURCE = -32002;
  private static final long LONGEST_SECONDS = 600;
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final Peer peer;

  private final String version;

  /**
   * @param peer null for a client without a session
   * @param version revision of the request
   */
  LegacyClient(Channel channel, JsonNode meta, Peer peer, String version) {
    super(channel, meta);
    this.peer = peer;
    this.version = version;
  }

  @Override
  JsonNode capabilities() {
    // Who cannot be reached while it waits cannot be asked, whatever it declared.
    return peer == null || !channel().streams() ? Messages.object() : peer.capabilities();
  }

  /** Extensions came with the next era. */
  @Override
  boolean supportsExtension(String name) {
    return false;
  }

  @Override
  boolean knowsResourceLinks() {
    return !version.equals(ProtocolVersions.WITHOUT_HEADER);
  }

  @Override
  LogLevel logLevel() {
    return peer == null ? null : peer.logLevel();
  }

  @Override
  int noResourceCode() {
    return NO_RESOURCE;
  }

  @Override
  public Map<String, JsonNode> ask(Map<String, ObjectNode> questions, boolean onlyIfAsked) {
    questions.values().forEach(this::requireFor);
    channel().waits();
    Map<String, CompletableFuture<JsonNode>> pending = new LinkedHashMap<>();
    questions.forEach((name, question) -> pending.put(name, peer.ask(channel(), question)));
    Runnable forget =
        cancel().onRequest(() -> pending.values().forEach(answer -> answer.cancel(false)));
    try {
      Map<String, JsonNode> answers = new LinkedHashMap<>();
      pending.forEach((name, answer) -> answers.put(name, await(answer)));
      return answers;
    } finally {
      forget.run();
      pending.values().forEach(answer -> answer.cancel(false));
    }
  }

  private JsonNode await(CompletableFuture<JsonNode> answer) {
    for (long waited = 0; waited < LONGEST_SECONDS; waited += KEEP_ALIVE_SECONDS) {
      try {
        return answer.get(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        channel().keepAlive();
      } catch (ExecutionException | java.util.concurrent.CancellationException e) {
        throw new McpException.Cancelled();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new McpException.Cancelled();
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }
}
