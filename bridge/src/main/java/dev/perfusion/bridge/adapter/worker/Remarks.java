package dev.perfusion.bridge.adapter.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process writes to its standard output and error: read to the end, so that it never waits
 * for a reader; the beginning of each minute's lines goes to the log, the last ones are kept for
 * the message should the process die.
 */
public final class Remarks implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Remarks.class);
  private static final int LONGEST_LINE = 500;
  private static final int LOGGED_A_MINUTE = 100;
  private static final int KEPT = 5;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final String name;
  private final InputStream stream;
  private final Deque<String> last = new ArrayDeque<>();
  private long minute = System.nanoTime();
  private int logged;

  /** The remarks of a process of that name; {@link #run} reads them. */
  public Remarks(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  @Override
  public void run() {
    byte[] block = new byte[1 << 13];
    StringBuilder line = new StringBuilder();
    try (stream) {
      for (int n = stream.read(block); n >= 0; n = stream.read(block)) {
        // Byte by byte would do for text only; what is no text is shown as well as it can be.
        for (char c : new String(block, 0, n, StandardCharsets.UTF_8).toCharArray()) {
          if (c == '\n') {
            note(line.toString());
            line.setLength(0);
          } else if (line.length() < LONGEST_LINE) {
            line.append(c < ' ' ? ' ' : c);
          }
        }
      }
    } catch (IOException e) {
      // The process is gone.
    }
    note(line.toString());
  }

  private synchronized void note(String line) {
    if (line.isBlank()) {
      return;
    }
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(line);
    if (System.nanoTime() - minute > MINUTE_NANOS) {
      if (logged > LOGGED_A_MINUTE) {
        LOG.warn("{}: {} more lines", name, logged - LOGGED_A_MINUTE);
      }
      minute = System.nanoTime();
      logged = 0;
    }
    logged++;
    if (logged <= LOGGED_A_MINUTE) {
      LOG.info("{}: {}", name, line);
    }
  }

  /** The last lines, joined. */
  public synchronized String last() {
    return String.join(" | ", last);
  }
}
