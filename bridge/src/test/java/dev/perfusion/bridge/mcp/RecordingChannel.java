package dev.perfusion.bridge.mcp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what is sent before the answer. */
final class RecordingChannel implements Channel {
  private final List<ObjectNode> sent = new CopyOnWriteArrayList<>();
  private final CancelSignal cancel = new CancelSignal();

  List<ObjectNode> sent() {
    return sent;
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public void send(ObjectNode message) {
    sent.add(message);
  }

  @Override
  public void keepAlive() {}

  @Override
  public CancelSignal cancel() {
    return cancel;
  }
}
