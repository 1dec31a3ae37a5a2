package dev.perfusion.bridge.job;

import java.util.Locale;

/**
 * How far a job is that works through many subjects.
 *
 * @param done subjects, with those of before a restart
 * @param failedRuns runs that did not reach their end
 * @param perSecond subjects per second; 0 when not known yet
 * @param secondsLeft estimated; null when not known yet
 */
public record JobWork(
    int subjects, int done, long failedRuns, double perSecond, Double secondsLeft) {
  /** In a few words. */
  public String text() {
    StringBuilder text = new StringBuilder(done + " of " + subjects + " subjects");
    if (failedRuns > 0) {
      text.append(", ").append(failedRuns).append(" runs failed");
    }
    if (perSecond > 0) {
      text.append(String.format(Locale.ROOT, ", %.1f a second", perSecond));
    }
    return secondsLeft == null
        ? text.toString()
        : text.append(String.format(Locale.ROOT, ", %.0f s left", secondsLeft)).toString();
  }
}
