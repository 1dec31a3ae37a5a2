package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Model;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A PK-Sim project ({@code .pksim5}) or MoBi project ({@code .mbp3}), opened for reading only.
 *
 * <p>Such a file is a database that holds, for every simulation, the complete built model; no
 * building block is put together here. Which of the two programs wrote it is told by its tables.
 *
 * <p>All methods throw {@link ModelFormatException} with file, table and page (or element) and
 * reason when the file is damaged.
 *
 * <pre>{@code
 * try (Project project = Project.open(Path.of("study.pksim5"))) {
 *   project.simulations().forEach(s -> show(s.name(), s.kind()));
 *   Model model = project.model("Rat iv");
 * }
 * }</pre>
 */
public final class Project implements Closeable {
  private final SqliteFile database;
  private final ProjectContents contents;
  private final ProjectStore store;
  private final List<ProjectStore.Entry> entries;

  private Project(SqliteFile database) {
    this.database = database;
    boolean pkSim = database.hasTable("BUILDING_BLOCKS");
    if (!pkSim && !database.hasTable("ENTITIES")) {
      throw new ModelFormatException(
          database.name(),
          "",
          "a database, but no PK-Sim or MoBi project: it has neither the table BUILDING_BLOCKS nor"
              + " ENTITIES");
    }
    contents = new ProjectContents(database);
    store = pkSim ? new PkSimStore(database, contents) : new MoBiStore(database, contents);
    entries = store.simulations();
  }

  /**
   * Opens a project and lists its simulations.
   *
   * @throws ModelFormatException when the file is missing, empty, damaged, not a project, or open
   *     with unfinished changes in another program
   */
  public static Project open(Path file) {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file.toString(), "", "is a folder, not a project file");
    }
    SqliteFile database = SqliteFile.open(file);
    try {
      return new Project(database);
    } catch (RuntimeException e) {
      try {
        database.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** {@code PK-Sim} or {@code MoBi}. */
  public String program() {
    return store.kind();
  }

  /** All simulations, in the order of the file; empty when the project has none. */
  public List<ProjectSimulation> simulations() {
    return entries.stream().map(ProjectStore.Entry::listed).toList();
  }

  /**
   * The listed simulation of that name.
   *
   * @param name null for the only one
   * @throws ModelFormatException when there is none of that name, or several and no name; lists the
   *     names
   */
  public ProjectSimulation simulation(String name) {
    return entry(name).listed();
  }

  /**
   * Reads a simulation; that of a population is the one of its base individual.
   *
   * @param name null for the only one
   * @throws ModelFormatException as {@link #simulation}, or when its model is empty or not
   *     consistent
   */
  public Model model(String name) {
    ProjectStore.Entry entry = entry(name);
    Model model;
    try (XmlCursor xml = content(entry)) {
      if (!PkmlParser.reads(xml.name())) {
        throw xml.error("is no simulation");
      }
      model = PkmlFlattener.flatten(new PkmlParser(xml).parse());
    }
    if (model.parameters().isEmpty() && model.species().isEmpty() && model.observers().isEmpty()) {
      throw new ModelFormatException(
          database.name(),
          "simulation " + entry.listed().name(),
          "its model is empty, it has no equations: build it in "
              + program()
              + " and save the project");
    }
    return model;
  }

  /**
   * Reads the results that the project holds of an earlier run of a simulation.
   *
   * @param name null for the only one
   * @throws ModelFormatException as {@link #simulation}, or when there are none
   */
  public StoredResults storedResults(String name) {
    ProjectStore.Entry entry = entry(name);
    if (!entry.listed().storedResults()) {
      throw new ModelFormatException(
          database.name(),
          "simulation " + entry.listed().name(),
          "the project holds no results of it: run it, or run it in " + program() + " and save");
    }
    return store.results(entry);
  }

  /**
   * Reads the individuals of a population simulation.
   *
   * @param name null for the only one
   * @throws ModelFormatException as {@link #simulation}, or when it is no population simulation
   */
  public Individuals individuals(String name) {
    ProjectStore.Entry entry = entry(name);
    if (entry.listed().kind() != ProjectSimulation.Kind.POPULATION) {
      throw new ModelFormatException(
          database.name(),
          "simulation " + entry.listed().name(),
          "is the simulation of one individual, it has no population");
    }
    try (XmlCursor xml = content(entry)) {
      return new PopulationParser(xml).parse(entry.listed().name());
    }
  }

  private XmlCursor content(ProjectStore.Entry entry) {
    return contents.open(entry.contentId(), "simulation " + entry.listed().name());
  }

  private ProjectStore.Entry entry(String name) {
    if (entries.isEmpty()) {
      throw new ModelFormatException(
          database.name(),
          "",
          "the "
              + program()
              + " project has no simulation, only building blocks or data: create one in "
              + program()
              + " and save the project");
    }
    if (name == null && entries.size() > 1) {
      throw new ModelFormatException(
          database.name(), "", "has several simulations, name one of them: " + names());
    }
    List<ProjectStore.Entry> found =
        entries.stream().filter(e -> name == null || e.listed().name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new ModelFormatException(
          database.name(), "", "has no simulation \"" + name + "\"; it has " + names());
    }
    if (found.size() > 1) {
      throw new ModelFormatException(
          database.name(), "", "has " + found.size() + " simulations named \"" + name + '"');
    }
    return found.get(0);
  }

  private String names() {
    return entries.stream()
        .map(e -> '"' + e.listed().name() + '"')
        .collect(Collectors.joining(", "));
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    database.close();
  }
}
