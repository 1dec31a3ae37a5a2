package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.engine.Results;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an answer of time courses into pages of a bounded size. A cursor names the place where the
 * next page goes on, and the selection that it belongs to.
 */
final class ResultPage {
  /** No point takes more: two numbers of 24 characters, their names and a comma. */
  private static final int BYTES_PER_POINT = 70;

  /** Names and numbers of a series and of its summary, without its path and unit. */
  private static final int BYTES_PER_SERIES = 320;

  /** What surrounds the series. */
  private static final int BYTES_AROUND = 2000;

  private final ResultSelection selection;
  private final int maxPoints;
  private final String fingerprint;
  private long room;
  private int series;
  private int point;

  /** Series of this page. */
  final List<GetResults.Series> shown = new ArrayList<>();

  /** Summaries of the series that begin on this page. */
  final List<SeriesSummary> summaries = new ArrayList<>();

  /**
   * @param maxPoints most points of one series
   * @param maxBytes most bytes of the answer
   * @param cursor where to begin; null for the start
   */
  ResultPage(ResultSelection selection, int maxPoints, int maxBytes, String cursor) {
    this.selection = selection;
    this.maxPoints = maxPoints;
    this.room = (long) maxBytes - BYTES_AROUND;
    this.fingerprint =
        CanonicalJson.sha256((selection.key() + " " + maxPoints).getBytes(StandardCharsets.UTF_8))
            .substring(0, 8);
    if (cursor != null) {
      seek(cursor);
    }
    fill();
  }

  private void seek(String cursor) {
    String[] parts = cursor.split("-", -1);
    try {
      if (parts.length == 3 && parts[2].equals(fingerprint)) {
        series = Integer.parseUnsignedInt(parts[0]);
        point = Integer.parseUnsignedInt(parts[1]);
        if (series < selection.series().size() && point < selection.size()) {
          return;
        }
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw BridgeException.invalid(
        "cursor",
        "cursor \"" + cursor + "\" does not belong to this selection",
        "pass nextCursor unchanged, with the same paths, from, to and maxPoints");
  }

  private void fill() {
    while (series < selection.series().size()) {
      Results.Series one = selection.series().get(series);
      String path = one.quantity().path();
      long head = BYTES_PER_SERIES + 2L * utf8(path) + 2L * utf8(one.quantity().unit());
      if (room < head + BYTES_PER_POINT && !shown.isEmpty()) {
        return;
      }
      room -= head;
      int[] kept = selection.kept(one, maxPoints);
      int fitting = (int) Math.max(1, Math.min(kept.length - point, room / BYTES_PER_POINT));
      List<GetResults.Point> points = new ArrayList<>(fitting);
      for (int i = point; i < point + fitting; i++) {
        points.add(new GetResults.Point(selection.times()[kept[i]], one.values()[kept[i]]));
      }
      room -= (long) fitting * BYTES_PER_POINT;
      shown.add(
          new GetResults.Series(
              path,
              one.quantity().unit(),
              one.quantity().kind().name().toLowerCase(java.util.Locale.ROOT),
              selection.size(),
              points));
      if (point == 0) {
        summaries.add(SeriesSummary.of(selection.times(), one));
      }
      point += fitting;
      if (point < kept.length) {
        return;
      }
      point = 0;
      series++;
    }
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Where the next page begins; null when there is none. */
  String nextCursor() {
    return series < selection.series().size() ? series + "-" + point + "-" + fingerprint : null;
  }

  /** What is missing and how to get it; null when nothing is. */
  String cut() {
    int left = selection.series().size() - series;
    if (left == 0) {
      return null;
    }
    return left
        + " of "
        + selection.series().size()
        + " series are not or not wholly in this answer, to keep it small: pass nextCursor, name"
        + " fewer paths, lower maxPoints or raise maxBytes";
  }
}
