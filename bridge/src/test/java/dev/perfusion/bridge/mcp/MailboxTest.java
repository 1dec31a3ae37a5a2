package dev.perfusion.bridge.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of notices when a stream ends. */
class MailboxTest {
  private static Thread pump(Mailbox mailbox, Channel channel) {
    Thread thread = new Thread(() -> mailbox.pump(channel));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Notice and cancellation come while the thread of the stream has not woken yet. */
  @Test
  void aNoticeThatMeetsACancelledStreamWaitsForTheNext() throws InterruptedException {
    Mailbox mailbox = new Mailbox();
    ObjectNode notice = Messages.notification("notifications/test", Messages.object());
    RecordingChannel lost = new RecordingChannel();
    Thread first = pump(mailbox, lost);
    while (first.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    synchronized (mailbox) {
      mailbox.put(() -> notice);
      lost.cancel().request();
    }
    first.join();
    assertThat(lost.sent()).isEmpty();
    RecordingChannel next = new RecordingChannel();
    mailbox.close();
    mailbox.pump(next);
    assertThat(next.sent()).containsExactly(notice);
  }
}
