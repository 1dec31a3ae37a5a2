package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Simulations of a {@code .pksim5} file. */
final class PkSimStore implements ProjectStore {
  private record Block(String name, Long contentId) {}

  private record Run(Long resultsId, Long repositoryContentId) {}

  /** PK-Sim 6; what later projects have in the place of older results is obsolete. */
  private static final int FIRST_WITH_TABLES = 60;

  private final SqliteFile database;
  private final ProjectContents contents;
  private final Map<String, Run> runs = new HashMap<>();

  PkSimStore(SqliteFile database, ProjectContents contents) {
    this.database = database;
    this.contents = contents;
  }

  @Override
  public String kind() {
    return "PK-Sim";
  }

  @Override
  public List<Entry> simulations() {
    Map<String, Block> blocks = new HashMap<>();
    database
        .table("BUILDING_BLOCKS")
        .scan(
            row ->
                blocks.put(
                    row.requireText("Id"),
                    new Block(row.requireText("Name"), row.integer("ContentId"))));
    Set<Long> withIndividuals = new HashSet<>();
    Map<String, Long> repositoryContents = new HashMap<>();
    if (database.hasTable("DATA_REPOSITORIES")) {
      database
          .table("DATA_REPOSITORIES")
          .scan(row -> repositoryContents.put(row.requireText("Id"), row.integer("ContentId")));
    }
    if (database.hasTable("INDIVIDUAL_RESULTS")) {
      database
          .table("INDIVIDUAL_RESULTS")
          .scan(row -> withIndividuals.add(row.integer("SimulationResultsId")));
    }
    List<Entry> entries = new ArrayList<>();
    database
        .table("SIMULATIONS")
        .scan(
            row -> {
              String id = row.requireText("SimulationId");
              Block block = blocks.get(id);
              if (block == null || block.contentId == null) {
                throw row.error("simulation " + id + " has no building block with a content");
              }
              Long results = row.integer("SimulationResultsId");
              Run run =
                  new Run(
                      withIndividuals.contains(results) ? results : null,
                      repositoryContents.get(row.text("DataRepositoryId")));
              entries.add(entry(id, block, "Population".equals(row.text("SimulationMode")), run));
            });
    return entries;
  }

  private Entry entry(String id, Block block, boolean population, Run run) {
    Attributes root;
    boolean old;
    try (XmlCursor xml = contents.open(block.contentId, "simulation " + block.name)) {
      root = xml.attributes();
      old = NumberText.integer(root.get("xmlVersion", "0"), "xmlVersion", xml) < FIRST_WITH_TABLES;
      contents.listed(xml);
    }
    boolean results = run.resultsId != null || old && run.repositoryContentId != null;
    runs.put(id, run);
    String version = root.get("version");
    return new Entry(
        new ProjectSimulation(
            block.name,
            population ? ProjectSimulation.Kind.POPULATION : ProjectSimulation.Kind.INDIVIDUAL,
            results,
            results && version != null && version.equals(root.get("resultsVersion"))),
        id,
        block.contentId);
  }

  @Override
  public StoredResults results(Entry entry) {
    Run run = runs.get(entry.id());
    String name = entry.listed().name();
    if (run.resultsId == null) {
      try (XmlCursor xml =
          contents.open(run.repositoryContentId, "results of simulation " + name)) {
        return ofRepository(name, entry.listed().current(), new DataRepositoryParser(xml).parse());
      }
    }
    return ofTables(run.resultsId, name, entry.listed().current());
  }

  static StoredResults ofRepository(
      String name, boolean current, DataRepositoryParser.Repository repository) {
    Map<String, double[]> columns = new TreeMap<>();
    repository
        .columns()
        .forEach((path, values) -> columns.put(StoredColumns.withoutSimulation(path), values));
    return new StoredResults(
        name, current, repository.times(), List.of(StoredColumns.individual(0, name, columns)));
  }

  private StoredResults ofTables(long resultsId, String name, boolean current) {
    Map<Long, Integer> individuals = new HashMap<>();
    database
        .table("INDIVIDUAL_RESULTS")
        .scan(
            row -> {
              Long results = row.integer("SimulationResultsId");
              Long individual = row.integer("IndividualId");
              if (results != null && results == resultsId && individual != null) {
                individuals.put(row.integer("Id"), individual.intValue());
              }
            });
    Map<Long, Integer> owners = new HashMap<>();
    database
        .table("INDIVIDUAL_RESULTS_QUANTITY_VALUES")
        .scan(
            row -> {
              Integer individual = individuals.get(row.integer("IndividualResultsId"));
              if (individual != null) {
                owners.put(row.integer("QuantityValuesId"), individual);
              }
            });
    return ofQuantities(owners, timeId(resultsId, name), name, current);
  }

  private long timeId(long resultsId, String name) {
    Long[] timeId = new Long[1];
    database
        .table("SIMULATION_RESULTS")
        .scan(
            row -> {
              if (Long.valueOf(resultsId).equals(row.integer("Id"))) {
                timeId[0] = row.integer("TimeId");
              }
            });
    if (timeId[0] == null) {
      throw database.error("results of simulation " + name, "they have no times");
    }
    return timeId[0];
  }

  private StoredResults ofQuantities(
      Map<Long, Integer> owners, long timeId, String name, boolean current) {
    double[][] times = new double[1][];
    Map<Integer, Map<String, double[]>> columns = new TreeMap<>();
    database
        .table("QUANTITY_VALUES")
        .scan(
            row -> {
              Long id = row.integer("Id");
              Integer individual = owners.get(id);
              if (individual == null && (id == null || id != timeId)) {
                return;
              }
              byte[] data = row.blob("Data");
              if (data == null) {
                throw row.error("has no values");
              }
              double[] values = StoredNumbers.decode(data, true, row);
              if (id == timeId) {
                times[0] = values;
              } else {
                columns
                    .computeIfAbsent(individual, key -> new TreeMap<>())
                    .put(row.requireText("QuantityPath"), values);
              }
            });
    if (times[0] == null) {
      throw database.error("results of simulation " + name, "their times are missing");
    }
    Located where = reason -> database.error("results of simulation " + name, reason);
    StoredColumns.checkSize(
        columns.values().stream().mapToLong(Map::size).sum(), times[0].length, where);
    List<StoredResults.Individual> individuals = new ArrayList<>();
    columns.forEach(
        (id, byPath) -> {
          byPath.replaceAll(
              (path, values) -> StoredColumns.spread(values, times[0].length, path, where));
          individuals.add(StoredColumns.individual(id, name, byPath));
        });
    return new StoredResults(name, current, times[0], individuals);
  }
}
