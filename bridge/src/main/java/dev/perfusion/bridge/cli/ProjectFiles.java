package dev.perfusion.bridge.cli;

import dev.perfusion.engine.io.Project;
import dev.perfusion.engine.io.ProjectSimulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** What commands do with PK-Sim and MoBi project files. */
final class ProjectFiles {
  private ProjectFiles() {}

  /** Told by the ending, as the programs that write them do. */
  static boolean isProject(String file) {
    if (file == null) {
      return false;
    }
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".pksim5") || lower.endsWith(".mbp3");
  }

  /** Lists the simulations as tab-separated text. */
  static void list(String file, PrintWriter out) {
    try (Project project = Project.open(LoadedModel.path(file))) {
      out.println("project\t" + file);
      out.println("program\t" + project.program());
      out.println();
      out.println("simulation\tkind\tstored results");
      for (ProjectSimulation simulation : project.simulations()) {
        out.println(
            simulation.name()
                + "\t"
                + simulation.kind().name().toLowerCase(Locale.ROOT)
                + "\t"
                + stored(simulation));
      }
      out.flush();
    } catch (IOException e) {
      throw CommandFailure.badInput(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static String stored(ProjectSimulation simulation) {
    if (!simulation.storedResults()) {
      return "none";
    }
    return simulation.current() ? "current" : "outdated";
  }
}
