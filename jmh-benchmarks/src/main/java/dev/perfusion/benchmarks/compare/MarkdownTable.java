package dev.perfusion.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table that is written as Markdown. */
public final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /** A table with these columns. */
  public MarkdownTable(String... header) {
    columns = header.length;
    rows.add(List.of(header));
    rows.add(Collections.nCopies(columns, "---"));
  }

  /** Adds a row of as many cells as the header has. */
  public MarkdownTable row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells in a table of " + columns);
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString().replace("|", "\\|"));
    }
    rows.add(row);
    return this;
  }

  /** The table, each line ended. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.toString().replace("| --- ", "|---").replace("|--- |", "|---|");
  }
}
