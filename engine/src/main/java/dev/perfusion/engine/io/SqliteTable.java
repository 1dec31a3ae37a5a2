package dev.perfusion.engine.io;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.Consumer;

/** A table of an {@link SqliteFile}. */
final class SqliteTable {
  private static final int INTERIOR = 5;
  private static final int LEAF = 13;

  private final SqliteFile file;
  private final int root;
  private final SqliteColumns columns;

  SqliteTable(SqliteFile file, int root, SqliteColumns columns) {
    this.file = file;
    this.root = root;
    this.columns = columns;
  }

  SqliteColumns columns() {
    return columns;
  }

  /**
   * Visits all rows in the order of their row ids. A row reads the rest of its content when it is
   * asked for, which is possible during the visit and afterwards.
   *
   * <p>No page is used twice, so that a scan ends after at most as many pages as the file has
   * whatever they hold.
   */
  void scan(Consumer<SqliteRow> visitor) {
    if (columns.withoutRowId()) {
      throw file.error(
          "table " + columns.table(), "is a table WITHOUT ROWID, which no project file has");
    }
    Scan scan = new Scan(visitor);
    scan.claim(root, "it starts there");
    scan.open.push(root);
    while (!scan.open.isEmpty()) {
      scan.page(scan.open.pop());
    }
  }

  /** Visits the rows of one page that a scan came upon. */
  void scanLeaf(int page, Consumer<SqliteRow> visitor) {
    Scan scan = new Scan(visitor);
    scan.claim(page, "a row is there");
    scan.page(page);
  }

  /** One walk over the b-tree. */
  final class Scan {
    private final Consumer<SqliteRow> visitor;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final BitSet used = new BitSet();
    private boolean first = true;
    private long lastRowId;

    private Scan(Consumer<SqliteRow> visitor) {
      this.visitor = visitor;
    }

    SqliteFile file() {
      return file;
    }

    SqliteColumns columns() {
      return columns;
    }

    /** Notes that a page is in use; a page has one place in a database. */
    void claim(long page, String from) {
      if (page < 1 || page > file.pageCount()) {
        throw error(page, "there is no such page (" + from + "); the file is damaged");
      }
      if (used.get((int) page)) {
        throw error(page, "is used twice (" + from + "); the file is damaged");
      }
      used.set((int) page);
    }

    ModelFormatException error(long page, String reason) {
      return file.error("table " + columns.table() + ", page " + page, reason);
    }

    private void page(int number) {
      ByteBuffer page = file.page(number);
      int head = number == 1 ? 100 : 0;
      int kind = page.get(head);
      if (kind != INTERIOR && kind != LEAF) {
        throw error(
            number, "is no page of a table (its kind is " + kind + "); the file is damaged");
      }
      int cells = page.getShort(head + 3) & 0xffff;
      int pointers = head + (kind == INTERIOR ? 12 : 8);
      int content = pointers + 2 * cells;
      if (content > file.usable()) {
        throw error(number, "cannot hold " + cells + " entries; the file is damaged");
      }
      int taken = content;
      int[] children = new int[kind == INTERIOR ? cells : 0];
      for (int i = 0; i < cells; i++) {
        int at = page.getShort(pointers + 2 * i) & 0xffff;
        SqliteCell cell = new SqliteCell(this, page, number, at, content);
        if (kind == INTERIOR) {
          children[i] = cell.child();
        } else {
          row(cell, number);
        }
        taken += cell.length();
        if (taken > file.usable()) {
          throw error(number, "its entries overlap; the file is damaged");
        }
      }
      if (kind == INTERIOR) {
        push(page.getInt(head + 8), number);
        for (int i = cells - 1; i >= 0; i--) {
          push(children[i], number);
        }
      }
    }

    private void push(int child, int parent) {
      claim(child & 0xffffffffL, "from page " + parent);
      open.push(child);
    }

    private void row(SqliteCell cell, int page) {
      SqliteRow row = cell.row();
      if (!first && row.rowId() <= lastRowId) {
        throw error(page, "its rows are out of order; the file is damaged");
      }
      first = false;
      lastRowId = row.rowId();
      visitor.accept(row);
    }
  }
}
