package dev.perfusion.bridge.adapter;

import java.nio.file.Path;
import java.util.Locale;

/** Where a model comes from; the caller's right to it has been checked. */
public sealed interface ModelSource {
  /** How the user named it; the file of error messages. */
  String label();

  /**
   * A model file.
   *
   * @param simulationName which simulation of a project file; null for the only one
   */
  record File(Path path, String label, String simulationName) implements ModelSource {
    /** A PK-Sim or MoBi project file, told by its ending. */
    public boolean isProject() {
      String name = path.toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".pksim5") || name.endsWith(".mbp3");
    }
  }

  /** The demo model that comes with the program. */
  record Demo() implements ModelSource {
    /** What a caller writes as file path to get it. */
    public static final String LABEL = "classpath:demo.pkml";

    @Override
    public String label() {
      return LABEL;
    }
  }
}
