package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Simulations of a {@code .mbp3} file; their names are inside of their XML. */
final class MoBiStore implements ProjectStore {
  private final SqliteFile database;
  private final ProjectContents contents;

  MoBiStore(SqliteFile database, ProjectContents contents) {
    this.database = database;
    this.contents = contents;
  }

  @Override
  public String kind() {
    return "MoBi";
  }

  @Override
  public List<Entry> simulations() {
    Map<String, Long> contentIds = new HashMap<>();
    database
        .table("ENTITIES")
        .scan(row -> contentIds.put(row.requireText("Id"), row.integer("ContentId")));
    List<Entry> entries = new ArrayList<>();
    database
        .table("SIMULATIONS")
        .scan(
            row -> {
              String id = row.requireText("SimulationId");
              Long content = contentIds.get(id);
              if (content == null) {
                throw row.error("simulation " + id + " has no entity with a content");
              }
              entries.add(entry(id, content));
            });
    return entries;
  }

  private Entry entry(String id, long contentId) {
    try (XmlCursor xml = contents.open(contentId, "simulation with the id " + id)) {
      Attributes root = xml.attributes();
      boolean[] results = new boolean[1];
      xml.children(child -> results[0] |= child.equals("Results"));
      xml.toEnd();
      contents.listed(xml);
      boolean current = root.flag("hasUpToDateResults", false, xml);
      return new Entry(
          new ProjectSimulation(
              root.require("name", xml),
              ProjectSimulation.Kind.INDIVIDUAL,
              results[0],
              results[0] && current),
          id,
          contentId);
    }
  }

  @Override
  public StoredResults results(Entry entry) {
    String name = entry.listed().name();
    try (XmlCursor xml = contents.open(entry.contentId(), "simulation " + name)) {
      DataRepositoryParser.Repository[] found = new DataRepositoryParser.Repository[1];
      xml.children(
          child -> {
            if (child.equals("Results") && found[0] == null) {
              found[0] = new DataRepositoryParser(xml).parse();
            }
          });
      xml.toEnd();
      return PkSimStore.ofRepository(name, entry.listed().current(), found[0]);
    }
  }
}
