package dev.perfusion.engine.io;

import java.io.InputStream;
import java.util.List;

/** Where a kind of project file keeps its simulations. */
interface ProjectStore {
  /**
   * A simulation.
   *
   * @param id key in the database
   * @param contentId content that is its XML
   */
  record Entry(ProjectSimulation listed, String id, long contentId) {}

  /** What a project calls itself, for messages. */
  String kind();

  List<Entry> simulations();

  /** Stored results of a simulation that has some. */
  StoredResults results(Entry entry);

  /** Opens a content. */
  static XmlCursor content(SqliteFile database, long id, String what) {
    XmlCursor[] found = new XmlCursor[1];
    database
        .table("CONTENTS")
        .scan(
            row -> {
              Long rowId = row.integer("Id");
              byte[] data = rowId != null && rowId == id ? row.blob("Data") : null;
              if (data != null) {
                InputStream xml = ProjectContent.open(data, row);
                found[0] = new XmlCursor(database.name() + " (" + what + ")", xml);
              }
            });
    if (found[0] == null) {
      throw database.error(what, "its content (Id " + id + " in CONTENTS) is missing");
    }
    found[0].toRoot();
    return found[0];
  }
}
