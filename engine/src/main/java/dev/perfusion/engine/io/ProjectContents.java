package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.Limit;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** The contents of a project, XML documents by id; where each of them is, is looked up once. */
final class ProjectContents {
  private final SqliteFile database;
  private Map<Long, Integer> pages;
  private final long maxListed = Limit.PROJECT.value();
  private long listed;

  ProjectContents(SqliteFile database) {
    this.database = database;
  }

  private Integer page(long id) {
    if (pages == null) {
      pages = new HashMap<>();
      findPages();
    }
    return pages.get(id);
  }

  private void findPages() {
    database
        .table("CONTENTS")
        .scan(
            row -> {
              Long id = row.integer("Id");
              if (id != null) {
                pages.put(id, row.page());
              }
            });
  }

  /** Opens a content; the cursor stands on its root element. */
  XmlCursor open(long id, String what) {
    XmlCursor[] found = new XmlCursor[1];
    Integer page = page(id);
    if (page != null) {
      database
          .table("CONTENTS")
          .scanLeaf(
              page,
              row -> {
                Long rowId = row.integer("Id");
                byte[] data = rowId != null && rowId == id ? row.blob("Data") : null;
                if (data != null) {
                  InputStream xml = ProjectContent.open(data, row);
                  found[0] = new XmlCursor(database.name() + " (" + what + ')', xml);
                }
              });
    }
    if (found[0] == null) {
      throw database.error(what, "its content (Id " + id + " in CONTENTS) is missing");
    }
    found[0].toRoot();
    return found[0];
  }

  /** Notes how much had to be read for the list of simulations. */
  void listed(XmlCursor content) {
    listed += content.bytes();
    if (listed > maxListed) {
      throw database.error("list of simulations", Limit.PROJECT.exceeded());
    }
  }
}
