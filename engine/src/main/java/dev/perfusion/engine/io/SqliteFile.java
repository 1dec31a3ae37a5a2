package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Pages and tables of an SQLite 3 database, read only.
 *
 * <p>Follows "Database File Format" on sqlite.org, as far as tables with a row id need it: no
 * indexes, no views, no write-ahead log. Pages are read when they are needed; nothing is kept but
 * the list of tables.
 */
final class SqliteFile implements Closeable {
  static final String MAGIC = "SQLite format 3\0";

  private static final int HEADER = 100;
  private static final int MIN_USABLE = 480;
  private static final String SCHEMA =
      "CREATE TABLE sqlite_master(type text, name text, tbl_name text, rootpage int, sql text)";

  private final String name;
  private final FileChannel channel;
  private final int pageSize;
  private final int usable;
  private final int pageCount;
  private final Charset charset;
  private final Map<String, SqliteTable> tables = new HashMap<>();

  /**
   * Opens a file and reads its list of tables.
   *
   * @throws ModelFormatException when it is not an SQLite database, is cut off or damaged, or is in
   *     the middle of a change by another program
   */
  static SqliteFile open(Path file) {
    refuseUnfinishedChanges(file);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(file.toString(), "", "there is no such file", e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
    try {
      return new SqliteFile(file.toString(), channel);
    } catch (RuntimeException e) {
      try {
        channel.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private SqliteFile(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
    long size = size();
    ByteBuffer header = ByteBuffer.allocate((int) Math.min(HEADER, size));
    read(header, 0);
    String start = new String(header.array(), StandardCharsets.ISO_8859_1);
    if (size == 0) {
      throw new ModelFormatException(name, "", "the file is empty");
    }
    if (!start.startsWith(MAGIC)) {
      throw new ModelFormatException(
          name, "", "not a PK-Sim or MoBi project: it is no SQLite database");
    }
    if (size < HEADER) {
      throw error("header", "the file ends after " + size + " bytes, it is cut off");
    }
    int stored = header.getShort(16) & 0xffff;
    pageSize = stored == 1 ? 65536 : stored;
    usable = pageSize - (header.get(20) & 0xff);
    if (Integer.bitCount(pageSize) != 1 || pageSize < 512 || usable < MIN_USABLE) {
      throw error("header", "a page size of " + pageSize + " bytes is impossible");
    }
    pageCount = pageCount(header, size);
    charset =
        switch (header.getInt(56)) {
          case 0, 1 -> StandardCharsets.UTF_8;
          case 2 -> StandardCharsets.UTF_16LE;
          case 3 -> StandardCharsets.UTF_16BE;
          default -> throw error("header", "text encoding " + header.getInt(56) + " is unknown");
        };
    readSchema();
  }

  private static void refuseUnfinishedChanges(Path file) {
    for (String ending : new String[] {"-journal", "-wal"}) {
      Path sibling = file.resolveSibling(file.getFileName() + ending);
      try {
        if (Files.exists(sibling) && Files.size(sibling) > 0) {
          throw new ModelFormatException(
              file.toString(),
              "",
              "changes to it are not finished, as "
                  + sibling.getFileName()
                  + " beside it shows: close the program that has it open, or open and save the"
                  + " project in PK-Sim or MoBi");
        }
      } catch (IOException e) {
        throw unreadable(sibling.toString(), e);
      }
    }
  }

  private int pageCount(ByteBuffer header, long size) {
    long inHeader = header.getInt(28) & 0xffffffffL;
    boolean valid = inHeader > 0 && header.getInt(24) == header.getInt(92);
    long missing = valid ? inHeader * pageSize - size : Math.floorMod(-size, pageSize);
    if (missing > 0) {
      throw error(
          "header",
          "the file is "
              + missing
              + " bytes shorter than it has to be ("
              + (valid ? inHeader + " pages" : "whole pages")
              + " of "
              + pageSize
              + " bytes): "
              + (missing < pageSize
                  ? "it was damaged by a conversion of line ends, as version control systems do it,"
                      + " or cut off"
                  : "it is cut off")
              + "; get an undamaged copy");
    }
    long count = valid ? inHeader : size / pageSize;
    if (count > Integer.MAX_VALUE - 1) {
      throw error("header", count + " pages are more than can be read");
    }
    return (int) count;
  }

  private void readSchema() {
    SqliteTable master = new SqliteTable(this, 1, SqliteColumns.parse(SCHEMA, "sqlite_master"));
    master.scan(
        row -> {
          String table = row.text("name");
          String sql = row.text("sql");
          Long root = row.integer("rootpage");
          if ("table".equals(row.text("type")) && table != null && sql != null && root != null) {
            if (root < 1 || root > pageCount) {
              throw row.error("table " + table + " starts at page " + root + ", which is no page");
            }
            if (sql.length() > Limit.TABLE_DECLARATION.value()) {
              throw row.error("table " + table + ": " + Limit.TABLE_DECLARATION.exceeded());
            }
            tables.put(
                key(table),
                new SqliteTable(this, root.intValue(), SqliteColumns.parse(sql, table)));
          }
        });
  }

  private static String key(String table) {
    return table.toLowerCase(Locale.ROOT);
  }

  boolean hasTable(String table) {
    return tables.containsKey(key(table));
  }

  /** The table of that name in any case. */
  SqliteTable table(String table) {
    SqliteTable found = tables.get(key(table));
    if (found == null) {
      throw error("table " + table, "the database has no such table");
    }
    return found;
  }

  /** Bytes of a page that hold content. */
  int usable() {
    return usable;
  }

  int pageCount() {
    return pageCount;
  }

  Charset charset() {
    return charset;
  }

  /** Content of a page, numbered from 1. */
  ByteBuffer page(int number) {
    ByteBuffer page = ByteBuffer.allocate(pageSize);
    read(page, (number - 1L) * pageSize);
    return page;
  }

  String name() {
    return name;
  }

  ModelFormatException error(String place, String reason) {
    return new ModelFormatException(name, place, reason);
  }

  private long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private void read(ByteBuffer target, long position) {
    try {
      while (target.hasRemaining()) {
        if (channel.read(target, position + target.position()) < 0) {
          throw error("position " + (position + target.position()), "the file ends here, cut off");
        }
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static ModelFormatException unreadable(String file, IOException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new ModelFormatException(file, "", "cannot be read: " + message, e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
