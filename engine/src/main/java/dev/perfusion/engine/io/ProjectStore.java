package dev.perfusion.engine.io;

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
}
