package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.result.ResultTable;
import dev.perfusion.bridge.result.StoredRun;
import dev.perfusion.bridge.tool.ResultSelection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Time courses of a run as CSV that fits into a bound: rows are left out, peaks stay. */
final class ResultResource {
  private static final int LEAST_POINTS = 4;

  private final StoredRun run;
  private final int maxCharacters;

  ResultResource(StoredRun run, int maxCharacters) {
    this.run = run;
    this.maxCharacters = maxCharacters;
  }

  /**
   * The table.
   *
   * @param note what is missing and how to get it; null when nothing is
   */
  record Table(String csv, String note) {}

  /**
   * The table of some outputs.
   *
   * @param paths paths or globs; empty for all outputs
   * @throws McpException when not even a few rows fit
   */
  Table table(List<String> paths) {
    ResultSelection selection = ResultSelection.of(run.results(), paths, null, null);
    int[] all = selection.rows(Integer.MAX_VALUE);
    int[] shown = all;
    String csv = csv(selection, all);
    int points = all.length;
    while (csv.length() > maxCharacters && points > LEAST_POINTS) {
      points = (int) Math.min(points - 1L, (long) points * maxCharacters / csv.length());
      points = Math.max(LEAST_POINTS, points);
      shown = selection.rows(points);
      csv = csv(selection, shown);
    }
    if (csv.length() > maxCharacters) {
      throw McpException.invalid(
          "results "
              + run.resultsId()
              + " have "
              + selection.series().size()
              + " outputs, too many for one table here: add ?paths=PATH to the address, once per"
              + " output (globs are allowed), or call get_results");
    }
    String note =
        shown.length == all.length
            ? null
            : shown.length
                + " of "
                + all.length
                + " times are shown, with the peaks. Add ?paths=PATH to the address for fewer"
                + " outputs and more times, or call get_results with from, to and maxPoints.";
    return new Table(csv, note);
  }

  private static String csv(ResultSelection selection, int[] rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new ResultTable(selection.times(), selection.series(), rows).writeCsv(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
