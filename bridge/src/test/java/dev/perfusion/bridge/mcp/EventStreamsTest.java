package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EventStreamsTest {
  /** A client that is gone once it was sent anything. */
  private static final class Leaving implements Channel {
    private final CancelSignal cancel = new CancelSignal();
    private int events;

    @Override
    public boolean streams() {
      return true;
    }

    @Override
    public void send(ObjectNode message) {
      events++;
      cancel.request();
    }

    @Override
    public void send(String eventId, JsonNode message) {
      send((ObjectNode) message);
    }

    @Override
    public void keepAlive() {}

    @Override
    public CancelSignal cancel() {
      return cancel;
    }
  }

  /** Nobody waits yet who could be woken. */
  @Test
  void aCancellationBeforeTheWaitEndsIt() {
    EventStreams streams = new EventStreams();
    int stream = streams.open();
    streams.add(stream, Messages.object());
    Leaving client = new Leaving();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> streams.follow(new EventStreams.Place(stream, 0), client));
    assertThat(client.events).isEqualTo(1);
  }
}
