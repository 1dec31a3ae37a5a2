package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What the event streams of a session carried last, for a client that lost one and comes back with
 * the id of the last event that it saw ({@code Last-Event-ID}). An id is stream and number: only
 * events of the same stream follow. Bounded: the oldest events of the session leave.
 */
final class EventStreams {
  /** The stream of notices, which lasts as long as the session. */
  static final int NOTICES = 0;

  private static final int MOST_EVENTS = 256;
  private static final int MOST_BYTES = 64 * 1024;
  private static final long KEEP_ALIVE_MS = 10_000;
  private static final Pattern ID = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

  private final Deque<Event> kept = new ArrayDeque<>();
  private final Set<Integer> unfinished = new HashSet<>(Set.of(NOTICES));
  private int streams = NOTICES;
  private long events;
  private int bytes;
  private boolean closed;

  private record Event(int stream, long number, JsonNode message, int bytes) {
    String id() {
      return stream + "-" + number;
    }
  }

  /** A place in a stream: behind an event. */
  record Place(int stream, long number) {}

  /** Begins the stream of a request. */
  synchronized int open() {
    unfinished.add(++streams);
    return streams;
  }

  /** Notes an event; gives its id. */
  synchronized String add(int stream, JsonNode message) {
    Event event = new Event(stream, ++events, message, Json.bytes(message).length);
    kept.addLast(event);
    bytes += event.bytes();
    while (kept.size() > MOST_EVENTS || bytes > MOST_BYTES && kept.size() > 1) {
      bytes -= kept.removeFirst().bytes();
    }
    notifyAll();
    return event.id();
  }

  /** The id with which a stream begins that has carried nothing yet, or nothing since. */
  synchronized String present(int stream) {
    return stream + "-" + events;
  }

  /** No event follows in a stream. */
  synchronized void finish(int stream) {
    unfinished.remove(stream);
    notifyAll();
  }

  /**
   * Where a client goes on.
   *
   * @throws McpException the id is none of this session, or what follows it is no longer kept
   */
  synchronized Place place(String lastEventId) {
    Matcher id = ID.matcher(lastEventId);
    if (id.matches()) {
      Place place = new Place(Integer.parseInt(id.group(1)), Long.parseLong(id.group(2)));
      boolean known = place.stream() <= streams && place.number() <= events;
      if (known && (unfinished.contains(place.stream()) || !after(place).isEmpty())) {
        return place;
      }
    }
    throw new McpException(
        McpException.INVALID_REQUEST,
        400,
        "Last-Event-ID \""
            + lastEventId
            + "\" is no event of this session, or what followed it is no longer kept");
  }

  /** Sends what is kept after a place; gives the new place. */
  Place replay(Place place, Channel channel) {
    List<Event> following;
    synchronized (this) {
      following = after(place);
    }
    Place reached = place;
    for (Event event : following) {
      channel.send(event.id(), event.message());
      reached = new Place(event.stream(), event.number());
    }
    return reached;
  }

  private List<Event> after(Place place) {
    List<Event> following = new ArrayList<>();
    for (Event event : kept) {
      if (event.stream() == place.stream() && event.number() > place.number()) {
        following.add(event);
      }
    }
    return following;
  }

  /** Sends what follows a place, as it comes, until the stream is finished or the client gone. */
  void follow(Place from, Channel channel) {
    Runnable forget = channel.cancel().onRequest(this::wake);
    try {
      Place place = from;
      while (!channel.cancel().requested()) {
        place = replay(place, channel);
        if (!more(place, channel)) {
          return;
        }
      }
    } finally {
      forget.run();
    }
  }

  /** Waits for an event after a place; false when there will be none. */
  private boolean more(Place place, Channel channel) {
    synchronized (this) {
      if (!after(place).isEmpty()) {
        return true;
      }
      // A cancellation before this has woken nobody; one after it wakes this thread.
      if (closed || !unfinished.contains(place.stream()) || channel.cancel().requested()) {
        return false;
      }
      try {
        wait(KEEP_ALIVE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (!after(place).isEmpty() || !unfinished.contains(place.stream()) || closed) {
        return true;
      }
    }
    if (!channel.cancel().requested()) {
      channel.keepAlive();
    }
    return true;
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Ends whoever follows. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
