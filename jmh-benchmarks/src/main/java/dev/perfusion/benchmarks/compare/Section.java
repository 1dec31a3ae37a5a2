package dev.perfusion.benchmarks.compare;

import java.io.IOException;
import java.util.List;

/** A part of the report that is measured by itself. */
interface Section {
  /** The letter it is known by. */
  String key();

  /** Its heading. */
  String title();

  /** Measures; a model that is not there is an exception that names it. */
  Findings measure(Bench bench) throws IOException;

  /**
   * What was found.
   *
   * @param bars lines of the overview
   * @param text Markdown below the heading
   */
  record Findings(List<Bar> bars, String text) {}
}
