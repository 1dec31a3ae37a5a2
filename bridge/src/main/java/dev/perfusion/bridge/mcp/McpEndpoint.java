package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.mcp.conformance.ConformanceFixtures;
import dev.perfusion.bridge.security.Identity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers MCP messages of both eras, whatever the transport. */
public final class McpEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);
  private static final String SESSION = "Mcp-Session-Id";
  private static final String LAST_EVENT = "Last-Event-ID";

  /** Older clients do not know events without data. */
  private static final String PRIMED = ProtocolVersions.NEWEST_LEGACY;

  private static final int LONGEST_BATCH = 100;
  private static final McpReply NOTHING = new McpReply(202, null);

  private final LegacyEra legacy;
  private final ModernEra modern;
  private final Subscriptions subscriptions;
  private final Map<Peer, Runnable> attached = new ConcurrentHashMap<>();
  private final Peers peers = new Peers(this::detach);
  private final BridgeFeature product;
  private final Optional<ConformanceFixtures> fixtures;

  /** An endpoint for the tools of a bridge. Closing it leaves the bridge open. */
  public McpEndpoint(Bridge bridge) {
    BridgeConfig config = bridge.config();
    BridgeConfig.Mcp settings = config.mcp();
    Notices notices = new Notices();
    product = new BridgeFeature(bridge, settings, notices);
    List<Feature> features = new ArrayList<>(List.of(product.feature()));
    fixtures =
        settings.conformance() ? Optional.of(new ConformanceFixtures(notices)) : Optional.empty();
    fixtures.ifPresent(f -> features.add(f.feature()));
    Methods methods = new Methods(features);
    ServerInfo server =
        new ServerInfo(config.service().name(), config.service().version(), settings.conformance());
    subscriptions = new Subscriptions(notices, methods, settings.conformance());
    legacy = new LegacyEra(methods, server);
    modern = new ModernEra(methods, subscriptions, new RequestState(Clock.systemUTC()), server);
  }

  /** Answers a message; never throws. */
  public McpReply handle(McpCall call) {
    return call.body().isArray() && !call.body().isEmpty() && takesBatches(call)
        ? batch(call)
        : alone(call);
  }

  /** A message for itself: what its answer streams can be resumed, if it belongs to a session. */
  private McpReply alone(McpCall call) {
    RecordedChannel channel = new RecordedChannel(call.channel());
    McpReply reply = single(call.on(channel));
    return reply.with(channel.finish(reply.body()));
  }

  /** Of all revisions only the oldest has batches. */
  private static boolean takesBatches(McpCall call) {
    return call.hasHeaders()
        && call.header(Headers.VERSION)
            .orElse(ProtocolVersions.WITHOUT_HEADER)
            .equals(ProtocolVersions.WITHOUT_HEADER)
        && call.body().size() <= LONGEST_BATCH;
  }

  private McpReply batch(McpCall call) {
    ArrayNode replies = JsonNodeFactory.instance.arrayNode();
    for (JsonNode message : call.body()) {
      McpReply reply = single(call.of(message));
      if (reply.body() != null) {
        replies.add(reply.body());
      }
    }
    return replies.isEmpty() ? NOTHING : new McpReply(200, replies);
  }

  private McpReply single(McpCall call) {
    JsonNode id = call.body().path("id");
    McpReply reply;
    if (call.channel().cancel().requested()) {
      return NOTHING;
    }
    try {
      requireMessage(call.body());
      reply = answer(call, id);
    } catch (McpException e) {
      reply = new McpReply(e.httpStatus(), Messages.error(id, e));
    } catch (McpException.Cancelled e) {
      return NOTHING;
    } catch (RuntimeException e) {
      LOG.error("{}: {} failed", call.correlationId(), call.method(), e);
      McpException fault =
          new McpException(
              McpException.INTERNAL_ERROR, 500, "a fault of the server, which its log describes");
      reply = new McpReply(fault.httpStatus(), Messages.error(id, fault));
    }
    return call.channel().cancel().requested() ? NOTHING : reply;
  }

  private McpReply answer(McpCall call, JsonNode id) {
    boolean isModern = call.isModern();
    boolean begins = !isModern && call.method().equals("initialize") && call.connection() == null;
    Peer peer;
    if (begins) {
      peer = new Peer(call.caller().subject());
    } else {
      peer = isModern || call.connection() != null ? call.connection() : session(call);
    }
    if (!call.body().has("method")) {
      if (peer != null) {
        peer.answered(call.body());
      }
      return NOTHING;
    }
    if (!call.body().has("id")) {
      notified(call, isModern, peer);
      return NOTHING;
    }
    if (peer != null) {
      peer.begin(id, call.channel().cancel());
    }
    if (peer != null && call.connection() == null && call.channel() instanceof RecordedChannel c) {
      c.recordIn(peer.streams());
    }
    try {
      ObjectNode result = isModern ? modern.handle(call) : legacy.handle(call, peer);
      if (begins) {
        attach(peer);
        peers.add(peer);
      }
      return new McpReply(200, Messages.result(id, result), begins ? peer.id() : null, null);
    } finally {
      if (peer != null) {
        peer.end(id);
      }
    }
  }

  private static void notified(McpCall call, boolean isModern, Peer peer) {
    if (!isModern) {
      LegacyEra.requireKnownVersion(call);
    }
    if (peer != null && call.method().equals("notifications/cancelled")) {
      peer.cancel(call.params().path("requestId"));
    }
  }

  /** The session that a request names; null when it names none. */
  private Peer session(McpCall call) {
    Optional<String> id = call.header(SESSION);
    return id.isEmpty() ? null : session(id.get(), call.caller());
  }

  private Peer session(String id, Identity caller) {
    return peers
        .get(id, caller)
        .orElseThrow(
            () ->
                new McpException(
                    McpException.INVALID_REQUEST,
                    404,
                    "no session \"" + id + "\": it has ended; send initialize for a new one"));
  }

  /**
   * Serves the stream of a session, for as long as client and session last; with {@code
   * Last-Event-ID} what followed that event in its stream.
   *
   * @return the refusal; empty when the stream was served
   */
  public Optional<McpReply> stream(
      Function<String, Optional<String>> headers, Identity caller, Channel channel) {
    try {
      Peer peer = named(headers, caller, "no stream without a session");
      Optional<EventStreams.Place> last =
          headers
              .apply(LAST_EVENT)
              .map(String::strip)
              .filter(id -> !id.isEmpty())
              .map(peer.streams()::place);
      subscriptions.serve(channel, peer.mailbox(), () -> stream(peer, last, headers, channel));
      return Optional.empty();
    } catch (McpException e) {
      return Optional.of(refusal(e));
    }
  }

  private static void stream(
      Peer peer,
      Optional<EventStreams.Place> last,
      Function<String, Optional<String>> headers,
      Channel channel) {
    EventStreams streams = peer.streams();
    if (last.isPresent() && last.get().stream() != EventStreams.NOTICES) {
      channel.keepAlive();
      streams.follow(last.get(), channel);
      return;
    }
    if (last.isPresent()) {
      channel.keepAlive();
      streams.replay(last.get(), channel);
    } else if (headers.apply(Headers.VERSION).filter(PRIMED::equals).isPresent()) {
      channel.begin(streams.present(EventStreams.NOTICES));
    } else {
      channel.keepAlive();
    }
    peer.mailbox().pump(RecordedChannel.ofNotices(channel, streams));
  }

  /** Ends a session. */
  public McpReply end(Function<String, Optional<String>> headers, Identity caller) {
    try {
      peers.remove(named(headers, caller, "no session is named"));
      return new McpReply(204, null);
    } catch (McpException e) {
      return refusal(e);
    }
  }

  private Peer named(
      Function<String, Optional<String>> headers, Identity caller, String otherwise) {
    Optional<String> id = headers.apply(SESSION);
    boolean isModern =
        headers.apply(Headers.VERSION).filter(ProtocolVersions.MODERN::equals).isPresent();
    if (id.isEmpty() || isModern) {
      throw new McpException(
          McpException.INVALID_REQUEST, 405, otherwise + ": messages are sent with POST");
    }
    return session(id.get(), caller);
  }

  private static McpReply refusal(McpException e) {
    return new McpReply(e.httpStatus(), Messages.error(JsonNodeFactory.instance.missingNode(), e));
  }

  /**
   * Knows a client whose transport is one connection; {@link #disconnect} ends it.
   *
   * @param channel where it hears what it has not asked for in a request
   */
  public Peer connect(Identity caller, Channel channel) {
    Peer peer = new Peer(caller.subject());
    attach(peer);
    Thread stream = new Thread(() -> peer.mailbox().pump(channel), "perfusion-mcp-notices");
    stream.setDaemon(true);
    stream.start();
    return peer;
  }

  /** Cancels what a connection waits for and forgets it. */
  public void disconnect(Peer peer) {
    peer.close();
    detach(peer);
  }

  private void attach(Peer peer) {
    attached.put(peer, subscriptions.attach(peer));
  }

  private void detach(Peer peer) {
    Runnable forget = attached.remove(peer);
    if (forget != null) {
      forget.run();
    }
  }

  /** The answer to a body that is not JSON. */
  public static McpReply parseError(String message) {
    McpException error = new McpException(McpException.PARSE_ERROR, 400, message);
    return refusal(error);
  }

  private static void requireMessage(JsonNode body) {
    if (body.isArray()) {
      throw new McpException(
          McpException.INVALID_REQUEST,
          400,
          "an empty batch, a long one, or one of a revision without batches: send one message");
    }
    boolean response = body.has("result") || body.has("error");
    boolean request = body.path("method").isString();
    if (!body.isObject()
        || !"2.0".equals(body.path("jsonrpc").asString(""))
        || !request && !response) {
      throw new McpException(
          McpException.INVALID_REQUEST,
          400,
          "not a JSON-RPC 2.0 message: jsonrpc must be \"2.0\" and method a string");
    }
    JsonNode id = body.path("id");
    if (!id.isMissingNode() && !id.isString() && !id.isIntegralNumber()) {
      throw new McpException(
          McpException.INVALID_REQUEST, 400, "id must be a string or a whole number");
    }
    JsonNode params = body.path("params");
    if (!params.isMissingNode() && !params.isObject()) {
      throw new McpException(McpException.INVALID_REQUEST, 400, "params must be an object");
    }
  }

  /** Ends streams and sessions. */
  @Override
  public void close() {
    subscriptions.close();
    peers.close();
    product.close();
    fixtures.ifPresent(ConformanceFixtures::close);
  }
}
