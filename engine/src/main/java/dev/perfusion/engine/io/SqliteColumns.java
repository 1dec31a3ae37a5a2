package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Columns of a table as its {@code CREATE TABLE} text declares them; names in lower case.
 *
 * @param rowIdColumn position of the column that stands for the row id, -1 when there is none
 * @param withoutRowId the table is kept in another way, which cannot be read
 * @param defaults per column what rows written before the column existed hold: null, Long, Double
 *     or String
 */
record SqliteColumns(
    String table,
    List<String> names,
    int rowIdColumn,
    boolean withoutRowId,
    List<Object> defaults) {
  private static final Set<String> NO_COLUMN =
      Set.of("constraint", "primary", "foreign", "unique", "check");

  static SqliteColumns parse(String sql, String table) {
    List<List<String>> definitions = new ArrayList<>();
    List<String> tail = new ArrayList<>();
    split(sql, definitions, tail);
    List<String> names = new ArrayList<>();
    List<String> integers = new ArrayList<>();
    List<Object> defaults = new ArrayList<>();
    String key = null;
    for (List<String> words : definitions) {
      int primary = indexOf(words, "primary");
      if (NO_COLUMN.contains(words.get(0).toLowerCase(Locale.ROOT))) {
        boolean single =
            primary >= 0
                && primary + 4 < words.size()
                && words.get(primary + 2).equals("(")
                && words.get(primary + 4).equals(")");
        key = single ? unquoted(words.get(primary + 3)) : key;
        continue;
      }
      String column = unquoted(words.get(0));
      names.add(column);
      defaults.add(defaultOf(words));
      if (words.size() > 1 && words.get(1).equalsIgnoreCase("integer")) {
        integers.add(column);
      }
      key = primary > 0 ? column : key;
    }
    int rowId = key != null && integers.contains(key) ? names.indexOf(key) : -1;
    return new SqliteColumns(table, names, rowId, indexOf(tail, "without") >= 0, defaults);
  }

  /** Position of a column, -1 when there is none of that name. */
  int position(String column) {
    return names.indexOf(column.toLowerCase(Locale.ROOT));
  }

  private static void split(String sql, List<List<String>> definitions, List<String> tail) {
    int depth = 0;
    List<String> current = new ArrayList<>();
    for (String word : words(sql)) {
      depth -= word.equals(")") ? 1 : 0;
      boolean ends = depth == 1 && word.equals(",") || depth == 0 && word.equals(")");
      if (ends && !current.isEmpty()) {
        definitions.add(current);
        current = new ArrayList<>();
      } else if (depth > 0 && !ends) {
        current.add(word);
      } else if (depth == 0 && !definitions.isEmpty()) {
        tail.add(word);
      }
      depth += word.equals("(") ? 1 : 0;
    }
  }

  /** Words, quoted names and texts with their quotes, single marks. */
  private static List<String> words(String sql) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int end = at + 1;
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      if ("\"'`[".indexOf(c) >= 0) {
        int close = sql.indexOf(c == '[' ? ']' : c, at + 1);
        end = close < 0 ? sql.length() : close + 1;
      } else if ("(),".indexOf(c) < 0) {
        while (end < sql.length()
            && !Character.isWhitespace(sql.charAt(end))
            && "(),\"'`[".indexOf(sql.charAt(end)) < 0) {
          end++;
        }
      }
      words.add(sql.substring(at, end));
      at = end;
    }
    return words;
  }

  private static int indexOf(List<String> words, String wanted) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equalsIgnoreCase(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static Object defaultOf(List<String> words) {
    int at = indexOf(words, "default");
    if (at < 0 || at + 1 >= words.size()) {
      return null;
    }
    String value = words.get(at + 1);
    if (value.startsWith("'")) {
      return value.substring(1, Math.max(1, value.length() - 1));
    }
    if (value.matches("[+-]?[0-9]{1,18}")) {
      return Long.valueOf(value);
    }
    return value.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
        ? (Object) NumberText.number(value).orElse(Double.NaN)
        : null;
  }

  private static String unquoted(String word) {
    boolean quoted = word.length() > 1 && "\"'`[".indexOf(word.charAt(0)) >= 0;
    return (quoted ? word.substring(1, word.length() - 1) : word).toLowerCase(Locale.ROOT);
  }
}
