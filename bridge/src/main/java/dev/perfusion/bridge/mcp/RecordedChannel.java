package dev.perfusion.bridge.mcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The way back to a client of a session: each event gets an id and is kept for a while. */
final class RecordedChannel implements Channel {
  private static final int NOT_BEGUN = -1;

  private final Channel channel;
  private EventStreams streams;
  private int stream = NOT_BEGUN;

  /** The way back of a request; it records once it is told where. */
  RecordedChannel(Channel channel) {
    this.channel = channel;
  }

  /** The stream of notices. */
  static RecordedChannel ofNotices(Channel channel, EventStreams streams) {
    RecordedChannel recorded = new RecordedChannel(channel);
    recorded.streams = streams;
    recorded.stream = EventStreams.NOTICES;
    return recorded;
  }

  synchronized void recordIn(EventStreams target) {
    streams = target;
  }

  @Override
  public boolean streams() {
    return channel.streams();
  }

  @Override
  public synchronized void send(ObjectNode message) {
    if (streams == null || !channel.streams()) {
      channel.send(message);
      return;
    }
    if (stream == NOT_BEGUN) {
      stream = streams.open();
    }
    channel.send(streams.add(stream, message), message);
  }

  /**
   * Notes the last event of the stream.
   *
   * @param answer null when there is none
   * @return its id; null when no stream has begun
   */
  synchronized String finish(JsonNode answer) {
    if (streams == null || stream == NOT_BEGUN) {
      return null;
    }
    String id = answer == null ? null : streams.add(stream, answer);
    streams.finish(stream);
    return id;
  }

  @Override
  public void waits() {
    channel.waits();
  }

  @Override
  public void keepAlive() {
    channel.keepAlive();
  }

  @Override
  public CancelSignal cancel() {
    return channel.cancel();
  }
}
