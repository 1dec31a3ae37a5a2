package dev.perfusion.bridge;

import java.util.List;

/**
 * How a bridge is.
 *
 * @param ready it can take work; a bridge that is not ready may become so
 * @param status {@code ok}, {@code starting}, {@code degraded} (see the issues) or {@code stopping}
 * @param issues what is wrong, for people; names no paths of the server
 */
public record Health(boolean ready, String status, List<String> issues) {
  public Health {
    issues = List.copyOf(issues);
  }
}
